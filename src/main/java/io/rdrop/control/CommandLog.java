package io.rdrop.control;

import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.ExampleFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one model was asked so far, and what came of it: a part of its training state. Not thread-safe. */
public final class CommandLog {
    /** Version of the form that is written: since 2 with what challengers are, and who was promoted. */
    public static final int VERSION = 2;

    /** Commands that are kept: nobody sends so many by hand. */
    private static final int MOST = 10_000;

    private final Order order = new Order();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> variant = new TreeMap<>();
    private final Map<String, String> challenger = new TreeMap<>();
    private final Deque<AppliedCommand> applied = new ArrayDeque<>();
    private final Deque<AppliedCommand> unreported = new ArrayDeque<>();
    private final Deque<AppliedCommand> unpublished = new ArrayDeque<>();
    private Pause pause = Pause.NONE;
    private long passedOver;
    private long dropped;
    private @Nullable String after;

    /** Of a challenger, by the command that lets it begin. */
    public static CommandLog ofChallenger(Command command) {
        CommandLog log = new CommandLog();
        log.become(command.settings(), Map.of());
        log.applied(new AppliedCommand(command, 0, 0, null));
        return log;
    }

    /** Whether nothing was ever asked: there is nothing to keep then. */
    public boolean isEmpty() {
        return order.epoch() < 0 && applied.isEmpty();
    }

    /** Which commands come in order. */
    public Order order() {
        return order;
    }

    /** Whether the model learns. */
    public Pause pause() {
        return pause;
    }

    /** Pauses or resumes. */
    public void pause(Pause now) {
        pause = now;
    }

    /** Settings that are not as configured: path to value, in the order that they were set. */
    public Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }

    /** What is otherwise than the job's configuration says, as a challenger that was promoted had it: path to value. */
    public Map<String, String> variant() {
        return Collections.unmodifiableMap(variant);
    }

    /**
     * Another learner takes the place of this one, with what it has otherwise.
     *
     * @param itsVariant see {@link #variant}
     * @param itsSettings see {@link #settings}
     */
    public void become(Map<String, String> itsVariant, Map<String, String> itsSettings) {
        variant.clear();
        variant.putAll(itsVariant);
        settings.clear();
        settings.putAll(itsSettings);
    }

    /** What the model's challenger began with, as the job's configuration had it then; empty if there is none. */
    public Map<String, String> challenger() {
        return Collections.unmodifiableMap(challenger);
    }

    /** Settings as they are after a command. */
    public Map<String, String> settingsAfter(Command command) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        command.unset().forEach(changed::remove);
        command.settings().forEach((key, value) -> {
            changed.remove(key); // the last one set is applied last
            changed.put(key, value);
        });
        return changed;
    }

    /** Notes what took effect. */
    public void applied(AppliedCommand command) {
        if (command.command().kind() == Command.Action.SET) {
            Map<String, String> changed = settingsAfter(command.command());
            settings.clear();
            settings.putAll(changed);
        }
        if (command.command().kind() == Command.Action.CHALLENGE) {
            challenger.clear();
            challenger.putAll(command.command().settings());
        }
        for (Deque<AppliedCommand> kept : List.of(applied, unreported, unpublished)) {
            kept.add(command);
        }
        if (applied.size() > MOST) {
            applied.remove();
            dropped++;
        }
        bound(unreported);
        bound(unpublished);
    }

    private static void bound(Deque<AppliedCommand> kept) {
        if (kept.size() > MOST) {
            kept.remove();
        }
    }

    /** All that took effect, oldest first; the last {@value #MOST}. */
    public List<AppliedCommand> applied() {
        return List.copyOf(applied);
    }

    /** Whether {@link #applied} has all of them. */
    public boolean isWhole() {
        return dropped == 0;
    }

    /** What took effect since the last call of this: for the next step report. */
    public List<AppliedCommand> takeUnreported() {
        return take(unreported);
    }

    /** What took effect since the last call of this: for the next version. */
    public List<AppliedCommand> takeUnpublished() {
        return take(unpublished);
    }

    private static List<AppliedCommand> take(Deque<AppliedCommand> kept) {
        List<AppliedCommand> taken = List.copyOf(kept);
        kept.clear();
        return taken;
    }

    /** Counts an example that was predicted and not learned. */
    public void passOver() {
        passedOver++;
    }

    /** Examples that were predicted and not learned. */
    public long passedOver() {
        return passedOver;
    }

    /** The last example of the model, as {@code topic-partition@offset}; null if there was none. */
    public @Nullable String after() {
        return after;
    }

    /** Notes the last example of the model. */
    public void after(@Nullable String position) {
        after = position;
    }

    /** Writes all of it. */
    public void save(DataOutput out) throws IOException {
        order.save(out);
        out.writeUTF(pause.name());
        out.writeLong(passedOver);
        ExampleFormat.writeText(after, out);
        write(settings, out);
        out.writeLong(dropped);
        write(applied, out);
        write(unreported, out);
        write(unpublished, out);
        write(variant, out);
        write(challenger, out);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param version of the form
     * @throws IOException if it is damaged
     */
    public void restore(DataInput in, int version) throws IOException {
        order.restore(in);
        pause = pause(in.readUTF());
        passedOver = in.readLong();
        after = ExampleFormat.readText(in);
        read(in, settings);
        dropped = in.readLong();
        read(in, applied);
        read(in, unreported);
        read(in, unpublished);
        variant.clear();
        challenger.clear();
        if (version >= 2) {
            read(in, variant);
            read(in, challenger);
        }
    }

    private static void write(Map<String, String> settings, DataOutput out) throws IOException {
        out.writeInt(settings.size());
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            ExampleFormat.writeText(setting.getKey(), out);
            ExampleFormat.writeText(setting.getValue(), out);
        }
    }

    private static void read(DataInput in, Map<String, String> into) throws IOException {
        into.clear();
        for (int left = in.readInt(); left > 0; left--) {
            into.put(ExampleFormat.readRequired(in), ExampleFormat.readRequired(in));
        }
    }

    private static Pause pause(String name) throws IOException {
        try {
            return Pause.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("a pause must be one of " + List.of(Pause.values()) + " but was " + name, e);
        }
    }

    private static void write(Deque<AppliedCommand> commands, DataOutput out) throws IOException {
        out.writeInt(commands.size());
        for (AppliedCommand command : new ArrayList<>(commands)) {
            command.write(out);
        }
    }

    private static void read(DataInput in, Deque<AppliedCommand> into) throws IOException {
        into.clear();
        for (int left = in.readInt(); left > 0; left--) {
            into.add(AppliedCommand.read(in));
        }
    }
}

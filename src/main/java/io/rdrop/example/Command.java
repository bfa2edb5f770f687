package io.rdrop.example;

import io.rdrop.Public;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody asks of a model while it runs. Commands are ordered by epoch, then by sequence: what comes not after
 * all that a model has seen does nothing.
 *
 * @param id tells commands apart; 1 to {@value #MOST_ID} characters
 * @param epoch at least 0: who sends the first command of a higher one shuts out all who send with a lower one
 * @param sequence at least 0, rising within an epoch
 * @param model model key; {@value #ALL} for all, those to come included
 * @param action the code of an {@link Action}
 * @param by who sends it, for people
 * @param sentMs when, milliseconds since the epoch
 * @param settings what is changed, or what a challenger has otherwise: path of a setting to its value as YAML writes it
 * @param unset paths of settings that are to be as they are configured again
 * @param version of the registry that is pinned or gone back to; of a promotion that of the challenger which the sender
 *     knows of, 0 if it is to be whatever is better; 0 where the action is about none
 * @param predict of a pause: true if records are predicted and left, false if they wait
 */
@Public
public record Command(
        String id,
        long epoch,
        long sequence,
        String model,
        String action,
        String by,
        long sentMs,
        Map<String, String> settings,
        List<String> unset,
        long version,
        boolean predict) {
    /** The model key that stands for all. */
    public static final String ALL = "*";

    /** What ids of commands begin with that a job gives itself; they come in no order, and nobody can send them. */
    public static final String OWN = "rdrop:";

    private static final int MOST_ID = 200;

    /** What can be asked. */
    public enum Action {
        /** Settings are changed. */
        SET,
        /** Nothing is learned until it is resumed. */
        PAUSE,
        /** It is learned again. */
        RESUME,
        /** {@code latest} names a version and stays there. */
        PIN,
        /** {@code latest} moves on again. */
        UNPIN,
        /** {@code latest} names an earlier version and stays there; what is learned goes on from that version. */
        ROLLBACK,
        /** What was learned is forgotten. */
        RESET,
        /** A version is taken now. */
        SNAPSHOT,
        /** The challenger takes the model's place, and the model the challenger's. */
        PROMOTE,
        /** A challenger with these settings begins, or with none ends; only a job itself asks for it. */
        CHALLENGE;

        /** As it stands on the topic. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The codes of all that can be asked of a job. */
        public static List<String> codes() {
            return Stream.of(values())
                    .filter(action -> action != CHALLENGE)
                    .map(Action::code)
                    .toList();
        }

        private boolean isOfVersions() {
            return this == PIN || this == ROLLBACK;
        }

        /** Whether it is about one model's versions, which have nothing to do with another's. */
        private boolean isOfOneModel() {
            return isOfVersions() || this == UNPIN || this == PROMOTE || this == CHALLENGE;
        }
    }

    public Command {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        unset = List.copyOf(unset);
        require(!id.isBlank() && id.length() <= MOST_ID, "id must have 1 to " + MOST_ID + " characters");
        require(epoch >= 0, "epoch must be >= 0 but was " + epoch);
        require(sequence >= 0, "sequence must be >= 0 but was " + sequence);
        require(!model.isEmpty(), "model must not be empty; `*` stands for all");
        Action kind = action(action);
        boolean changes = !settings.isEmpty() || !unset.isEmpty();
        require(kind != Action.SET || changes, "settings must name at least one setting for action set");
        require(
                kind == Action.SET || kind == Action.CHALLENGE || !changes,
                "settings are for action set only but action was " + action);
        require(
                kind.isOfVersions() ? version >= 1 : kind == Action.PROMOTE ? version >= 0 : version == 0,
                kind.isOfVersions()
                        ? "version must be >= 1 for action " + action + " but was " + version
                        : kind == Action.PROMOTE
                                ? "version must be >= 1, or left out, for action promote but was " + version
                                : "version is for actions pin, rollback and promote only but action was " + action);
        require(kind == Action.PAUSE || !predict, "predict is for action pause only but action was " + action);
        require(
                !kind.isOfOneModel() || !model.equals(ALL),
                "model must be one model for action " + action + " but was `*`: versions of two models have nothing to"
                        + " do with each other");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Action action(String code) {
        return Stream.of(Action.values())
                .filter(action -> action.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "action must be one of " + String.join(", ", Action.codes()) + " but was " + code));
    }

    /** What is asked. */
    public Action kind() {
        return action(action);
    }

    /** Whether a job gave it itself. */
    public boolean comesFromTheJob() {
        return id.startsWith(OWN);
    }

    /** Whether it is about a model, as one of all or by name. */
    public boolean concerns(String key) {
        return forAll() || model.equals(key);
    }

    /** Whether it is about all models. */
    public boolean forAll() {
        return model.equals(ALL);
    }

    /** In a few words, such as {@code set r-drop.alpha=2}. */
    public String describe() {
        String changes = Stream.concat(
                        settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()),
                        unset.stream().map(key -> "-" + key))
                .collect(Collectors.joining(" "));
        String more = version > 0 ? Long.toString(version) : predict ? "and predict" : changes;
        return more.isEmpty() ? action : action + " " + more;
    }

    /** Writes all components. */
    public void write(DataOutput out) throws IOException {
        ExampleFormat.writeText(id, out);
        out.writeLong(epoch);
        out.writeLong(sequence);
        ExampleFormat.writeText(model, out);
        ExampleFormat.writeText(action, out);
        ExampleFormat.writeText(by, out);
        out.writeLong(sentMs);
        out.writeInt(settings.size());
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            ExampleFormat.writeText(setting.getKey(), out);
            ExampleFormat.writeText(setting.getValue(), out);
        }
        out.writeInt(unset.size());
        for (String key : unset) {
            ExampleFormat.writeText(key, out);
        }
        out.writeLong(version);
        out.writeBoolean(predict);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is damaged
     */
    public static Command read(DataInput in) throws IOException {
        String id = ExampleFormat.readRequired(in);
        long epoch = in.readLong();
        long sequence = in.readLong();
        String model = ExampleFormat.readRequired(in);
        String action = ExampleFormat.readRequired(in);
        String by = ExampleFormat.readRequired(in);
        long sentMs = in.readLong();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            settings.put(ExampleFormat.readRequired(in), ExampleFormat.readRequired(in));
        }
        List<String> unset = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            unset.add(ExampleFormat.readRequired(in));
        }
        long version = in.readLong();
        boolean predict = in.readBoolean();
        try {
            return new Command(id, epoch, sequence, model, action, by, sentMs, settings, unset, version, predict);
        } catch (IllegalArgumentException e) {
            throw new IOException("a stored command is damaged: " + e.getMessage(), e);
        }
    }
}

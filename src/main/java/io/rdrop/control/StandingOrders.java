package io.rdrop.control;

import io.rdrop.example.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What all models were asked, in order: a model that comes into being later begins with it. A pause that was resumed
 * and settings that were set anew are forgotten. Not thread-safe.
 */
public final class StandingOrders {
    private final Order order = new Order();
    private final List<Command> commands = new ArrayList<>();

    /** Takes a command for all models; tells why it does nothing, if so. */
    public Optional<Acknowledgement.Reason> take(Command command) {
        Optional<Acknowledgement.Reason> objection = order.objection(command);
        if (objection.isPresent()) {
            return objection;
        }
        order.note(command);
        switch (command.kind()) {
            case PAUSE, RESUME -> {
                commands.removeIf(other -> isPauseOrResume(other.kind()));
                if (command.kind() == Command.Action.PAUSE) {
                    commands.add(command);
                }
            }
            case SET -> {
                Set<String> keys = keys(command);
                commands.removeIf(other -> other.kind() == Command.Action.SET && keys.containsAll(keys(other)));
                commands.add(command);
            }
            default -> {
                // of the models that there are
            }
        }
        return Optional.empty();
    }

    private static boolean isPauseOrResume(Command.Action action) {
        return action == Command.Action.PAUSE || action == Command.Action.RESUME;
    }

    private static Set<String> keys(Command command) {
        Set<String> keys = new HashSet<>(command.settings().keySet());
        keys.addAll(command.unset());
        return keys;
    }

    /** What a new model is asked first, in this order. */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /** All of it as bytes. */
    public byte[] save() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        order.save(out);
        out.writeInt(commands.size());
        for (Command command : commands) {
            command.write(out);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #save} gave. */
    public void restore(byte[] saved) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved));
        order.restore(in);
        commands.clear();
        for (int left = in.readInt(); left > 0; left--) {
            commands.add(Command.read(in));
        }
    }
}

package io.rdrop.tools.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one model was asked, and how it stands because of that. Bounded. */
final class Steering {
    static final int MOST_COMMANDS = 50;

    private static final String LAG = "rdrop:lag-";
    private static final String PROMOTED = "rdrop:promote-";
    private static final String TAKEN_BACK = "rdrop:rollback-";

    private final Deque<AnsweredCommand> latest = new ArrayDeque<>();
    private final SortedMap<String, String> settings = new TreeMap<>();
    private long count;
    private @Nullable AnsweredCommand pause;
    private @Nullable AnsweredCommand pin;
    private @Nullable AnsweredCommand challenger;
    private @Nullable AnsweredCommand exchange;
    private long level;

    /** One that is answered again, by a job that went back to its last checkpoint, replaces the first answer. */
    void add(AnsweredCommand command) {
        if (!latest.removeIf(before -> before.id().equals(command.id()))) {
            count++;
        }
        latest.addFirst(command);
        if (latest.size() > MOST_COMMANDS) {
            latest.removeLast();
        }
        if (command.isApplied()) {
            apply(command);
        }
    }

    private void apply(AnsweredCommand command) {
        switch (command.action()) {
            case "set" -> set(command);
            case "pause" -> pause = command;
            case "resume" -> pause = null;
            case "pin", "rollback" -> pin = command;
            case "unpin" -> pin = null;
            case "challenge" -> challenger = command.settings().isEmpty() ? null : command;
            case "promote" -> exchange = command;
            default -> {
                // it is done, and nothing stands because of it
            }
        }
    }

    private void set(AnsweredCommand command) {
        settings.putAll(command.settings());
        settings.keySet().removeAll(command.unset());
        if (command.id().startsWith(LAG)) {
            level = Long.parseLong(
                    command.id().substring(LAG.length(), command.id().indexOf('-', LAG.length())));
        }
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("count", count);
        node.set("pause", json(pause));
        node.set("pin", json(pin));
        node.set("challenger", json(challenger));
        node.set("exchange", json(exchange));
        node.put("level", level);
        ObjectNode changed = node.putObject("settings");
        settings.forEach(changed::put);
        ArrayNode commands = node.putArray("commands");
        latest.forEach(command -> commands.add(json(command)));
        return node;
    }

    private static @Nullable ObjectNode json(@Nullable AnsweredCommand command) {
        if (command == null) {
            return null;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("action", command.action())
                .put("text", command.text())
                .put("by", command.by())
                .put("verdict", command.verdict())
                .put("reason", command.reason())
                .put("examples", command.examples())
                .put("atMs", command.atMs());
        if (command.version() > 0) {
            node.put("version", command.version());
        }
        if (command.id().startsWith(PROMOTED) || command.id().startsWith(TAKEN_BACK)) {
            node.put("takenBack", command.id().startsWith(TAKEN_BACK));
        }
        return node;
    }
}

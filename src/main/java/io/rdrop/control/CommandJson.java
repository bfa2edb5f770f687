package io.rdrop.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import io.rdrop.example.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command on the control topic: one JSON object. Keys are {@code id}, {@code epoch}, {@code sequence}, {@code model},
 * {@code action}, {@code by}, {@code time}, {@code settings} (path to value; null for as configured), {@code version}
 * and {@code predict}; the last three only where the action has them.
 */
public final class CommandJson {
    /** A command says a few settings: more is no command. */
    public static final int MOST_BYTES = 64 << 10;

    private static final int MOST_DEPTH = 20;

    private static final List<String> KEYS =
            List.of("id", "epoch", "sequence", "model", "action", "by", "time", "settings", "version", "predict");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CommandJson() {}

    /** A command as UTF-8 JSON, which {@link #read} reads back. */
    public static byte[] write(Command command) throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("id", command.id());
        tree.put("epoch", command.epoch());
        tree.put("sequence", command.sequence());
        tree.put("model", command.model());
        tree.put("action", command.action());
        tree.put("by", command.by());
        tree.put("time", command.sentMs());
        if (command.kind() == Command.Action.SET) {
            ObjectNode settings = tree.putObject("settings");
            command.settings().forEach(settings::put);
            command.unset().forEach(settings::putNull);
        }
        if (command.version() > 0) {
            tree.put("version", command.version());
        }
        if (command.predict()) {
            tree.put("predict", true);
        }
        return JSON.writeValueAsBytes(tree);
    }

    /**
     * Reads a command.
     *
     * @throws ConfigException saying what is wrong with it, if it is none
     */
    public static Command read(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            throw new ConfigException("a command must be a JSON object but was empty");
        }
        if (json.length > MOST_BYTES) {
            throw new ConfigException("a command must have at most " + MOST_BYTES + " bytes but had " + json.length);
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ConfigException("a command must be a JSON object but cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException("a command must be a JSON object but cannot be read: " + e);
        }
        if (!(tree instanceof ObjectNode command)) {
            throw new ConfigException("a command must be a JSON object but was " + tree.getNodeType());
        }
        for (Iterator<String> keys = command.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new ConfigException(
                        "unknown key " + key + " in a command; did you mean " + Nearest.of(key, KEYS) + "?");
            }
        }
        if (command.path("id").asText().startsWith(Command.OWN)) {
            throw new ConfigException(
                    "ids that begin with " + Command.OWN + " are of commands that a job gives itself");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> unset = new ArrayList<>();
        settings(command.path("settings"), settings, unset);
        if (command.path("action").asText().equals(Command.Action.CHALLENGE.code())) {
            throw new ConfigException("action must be one of " + String.join(", ", Command.Action.codes())
                    + " but was challenge: challengers are as the job's challenger.settings says");
        }
        try {
            return new Command(
                    text(command, "id", null),
                    whole(command, "epoch", null),
                    whole(command, "sequence", null),
                    text(command, "model", null),
                    text(command, "action", null),
                    text(command, "by", "unknown"),
                    whole(command, "time", 0L),
                    settings,
                    unset,
                    whole(command, "version", 0L),
                    flag(command, "predict"));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void settings(JsonNode tree, Map<String, String> settings, List<String> unset) {
        if (tree.isMissingNode()) {
            return;
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new ConfigException("settings must be an object of paths and values but was " + tree);
        }
        object.properties().forEach(field -> {
            if (field.getKey().isBlank() || field.getKey().contains("=")) {
                throw new ConfigException(
                        "a key of settings must be the path of a setting but was `" + field.getKey() + "`");
            }
            JsonNode value = field.getValue();
            if (value.isNull()) {
                unset.add(field.getKey());
            } else {
                // JSON is YAML's flow style; a text is YAML already, as the command line sends it.
                settings.put(field.getKey(), value.isTextual() ? value.asText() : value.toString());
            }
        });
    }

    private static String text(ObjectNode command, String key, @Nullable String absent) {
        JsonNode value = command.path(key);
        if (value.isMissingNode() && absent != null) {
            return absent;
        }
        if (!value.isTextual()) {
            throw new ConfigException(key + " must be a text but was " + said(value));
        }
        return value.asText();
    }

    private static long whole(ObjectNode command, String key, @Nullable Long absent) {
        JsonNode value = command.path(key);
        if (value.isMissingNode() && absent != null) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new ConfigException(key + " must be a whole number but was " + said(value));
        }
        return value.asLong();
    }

    private static boolean flag(ObjectNode command, String key) {
        JsonNode value = command.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new ConfigException(key + " must be true or false but was " + said(value));
        }
        return value.asBoolean();
    }

    private static String said(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }
}

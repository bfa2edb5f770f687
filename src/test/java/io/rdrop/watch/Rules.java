package io.rdrop.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules of prometheus/rules. */
public final class Rules {
    private static final Path FOLDER = Path.of("prometheus", "rules");

    private Rules() {}

    /** An alert: its expression, and what it says to whom it wakes. */
    public record Alert(Query query, Map<String, String> labels, Map<String, String> annotations) {
        public String name() {
            return query.place();
        }
    }

    public static List<Alert> alerts() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (Map<String, Object> rule : rules("alerts.yml")) {
            alerts.add(new Alert(
                    new Query(text(rule, "alert"), text(rule, "expr")),
                    texts(rule, "labels"),
                    texts(rule, "annotations")));
        }
        return alerts;
    }

    /** Recording rules; {@link Query#place()} is the series that each writes. */
    public static List<Query> recordings() throws IOException {
        List<Query> recordings = new ArrayList<>();
        for (Map<String, Object> rule : rules("recording.yml")) {
            recordings.add(new Query(text(rule, "record"), text(rule, "expr")));
        }
        return recordings;
    }

    /** The content of a YAML file. */
    @SuppressWarnings("unchecked") // YAML knows no types
    public static Map<String, Object> yaml(Path file) throws IOException {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules(String file) throws IOException {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Map<String, Object> group :
                (List<Map<String, Object>>) yaml(FOLDER.resolve(file)).getOrDefault("groups", List.of())) {
            rules.addAll((List<Map<String, Object>>) group.getOrDefault("rules", List.of()));
        }
        return rules;
    }

    private static String text(Map<String, Object> rule, String key) {
        return Optional.ofNullable(rule.get(key))
                .orElseThrow(() -> new IllegalStateException("no " + key + " in " + rule))
                .toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Map<String, Object> rule, String key) {
        return (Map<String, String>) rule.getOrDefault(key, Map.of());
    }
}

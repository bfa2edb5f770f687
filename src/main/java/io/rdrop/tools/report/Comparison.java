package io.rdrop.tools.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Several runs side by side: their scores, the settings that differ, their curves. Each is shown by its main model. */
public final class Comparison {
    private static final String ABSENT = "–";

    private final List<Run> runs;

    /**
     * One of them.
     *
     * @param name for people, unlike those of the others
     * @param report its report.json
     */
    public record Run(String name, JsonNode report) {}

    /** A setting or fact, and what it is in each run. */
    public record Difference(String key, List<String> values) {}

    /**
     * Puts runs side by side.
     *
     * @throws IllegalArgumentException if they learned tasks whose scores are not the same
     */
    public Comparison(List<Run> runs) {
        this.runs = List.copyOf(runs);
        Run first = runs.get(0);
        for (Run run : runs) {
            if (!run.report().path("terms").equals(first.report().path("terms"))) {
                throw new IllegalArgumentException("the scores of " + first.name() + " are of "
                        + first.report().path("terms").asText() + ", those of " + run.name() + " of "
                        + run.report().path("terms").asText());
            }
        }
    }

    /** What is not the same in all of them: facts first, then settings by their keys. */
    public List<Difference> differences() {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        for (String section : List.of("facts", "configuration")) {
            List<Map<String, String>> flat = new ArrayList<>();
            TreeMap<String, String> keys = new TreeMap<>();
            for (Run run : runs) {
                Map<String, String> own = new TreeMap<>();
                flatten("", run.report().path(section), own);
                flat.add(own);
                keys.putAll(own);
            }
            keys.keySet()
                    .forEach(key -> byKey.put(
                            key,
                            flat.stream()
                                    .map(own -> own.getOrDefault(key, ABSENT))
                                    .toList()));
        }
        return byKey.entrySet().stream()
                .filter(entry -> entry.getValue().stream().distinct().count() > 1)
                .map(entry -> new Difference(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void flatten(String key, JsonNode value, Map<String, String> into) {
        if (value.isObject()) {
            value.properties()
                    .forEach(field -> flatten(
                            key.isEmpty() ? field.getKey() : key + "." + field.getKey(), field.getValue(), into));
        } else if (!key.isEmpty()) {
            into.put(key, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /** The scores of a run's main model, since its first example. */
    public List<JsonNode> scores() {
        return runs.stream().map(run -> run.report().path("prequential")).toList();
    }

    List<CurveCsv.Named> curves() {
        return runs.stream()
                .flatMap(run -> CurveCsv.curves(List.of(run.name()), run.report()).stream())
                .toList();
    }

    /**
     * All of it; each run has the members of its report.json that are compared, and {@code curve}, that of its main
     * model.
     */
    ObjectNode tree() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put(
                "title",
                "Comparison of "
                        + String.join(", ", runs.stream().map(Run::name).toList()));
        root.set("terms", runs.get(0).report().path("terms"));
        ArrayNode array = root.putArray("runs");
        for (Run run : runs) {
            JsonNode report = run.report();
            String model = report.path("model").asText();
            ObjectNode node = array.addObject().put("name", run.name());
            for (String member : List.of("title", "examples", "model", "prequential", "training", "throughput")) {
                node.set(member, report.path(member));
            }
            node.set("elapsedSeconds", report.path("elapsedSeconds"));
            node.set("finalStateSha256", report.path("finalStateSha256"));
            node.set("verdict", report.path("models").path(model).path("verdict"));
            node.set("curve", report.path("curves").path(model));
        }
        ArrayNode settings = root.putArray("differences");
        differences().forEach(difference -> {
            ArrayNode values = settings.addObject().put("key", difference.key()).putArray("values");
            difference.values().forEach(values::add);
        });
        return root;
    }
}

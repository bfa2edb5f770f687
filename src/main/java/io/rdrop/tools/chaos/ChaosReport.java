package io.rdrop.tools.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run's result as tables, for people (Markdown) and for programs (JSON). */
public final class ChaosReport {
    private static final double MS_PER_SECOND = 1000;

    private ChaosReport() {}

    /** Recovery times by scenario, as a Markdown table; there must be at least one outcome. */
    public static String table(List<DisturbanceOutcome> outcomes) {
        StringBuilder table = new StringBuilder("""
                | disturbance | times | next trained batch, median | max | next committed version, median | max |
                |---|--:|--:|--:|--:|--:|
                """);
        for (RecoveryTimes times : RecoveryTimes.of(outcomes)) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %s | %s |%n",
                    times.title(),
                    times.count(),
                    seconds(times.trained().medianMs()),
                    seconds(times.trained().maxMs()),
                    seconds(times.committed().medianMs()),
                    seconds(times.committed().maxMs())));
        }
        return table.toString();
    }

    /** Such as {@code 6.1 s}. */
    public static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.1f s", ms / MS_PER_SECOND);
    }

    /** Writes {@code chaos.md} and {@code chaos.json}, which begin with the facts about the run, in order. */
    public static void write(Path folder, Map<String, Object> facts, ChaosResult result) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>(facts);
        tree.put("examples", result.examples());
        tree.put("rejected", result.rejected());
        tree.put("divergences", result.divergences());
        tree.put("states", result.states());
        tree.put("problems", result.problems());
        tree.put("recoveryTimes", RecoveryTimes.of(result.outcomes()));
        tree.put("disturbances", result.outcomes());
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("chaos.json").toFile(), tree);
        StringBuilder page = new StringBuilder("# Chaos run\n\n");
        facts.forEach((name, value) ->
                page.append("- ").append(name).append(": ").append(value).append('\n'));
        page.append("- examples: ").append(result.examples()).append('\n');
        page.append("- rejected: ").append(result.rejected()).append('\n');
        page.append("- divergences: ").append(result.divergences()).append("\n\n");
        page.append(result.outcomes().isEmpty() ? "" : table(result.outcomes()));
        page.append("\n## Problems\n\n");
        result.problems().forEach(problem -> page.append("- ").append(problem).append('\n'));
        page.append(result.problems().isEmpty() ? "None.\n" : "");
        page.append(
                "\n## Disturbances\n\n| | disturbance | what was done | trained | committed |\n|--:|---|---|--:|--:|\n");
        result.outcomes()
                .forEach(outcome -> page.append(String.format(
                        Locale.ROOT,
                        "| %d | %s | %s | %s | %s |%n",
                        outcome.disturbance().number(),
                        outcome.disturbance().title(),
                        outcome.what(),
                        seconds(outcome.trainedMs()),
                        seconds(outcome.committedMs()))));
        Files.writeString(folder.resolve("chaos.md"), page);
    }
}

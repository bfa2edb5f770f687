package io.rdrop.tools.experiment;

import io.rdrop.example.Score;
import io.rdrop.tools.experiment.ExperimentTable.Difference;
import io.rdrop.tools.experiment.ExperimentTable.OfStream;
import io.rdrop.tools.experiment.ExperimentTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as CSV (RFC 4180), numbers in full. The same results give the same bytes, but for times. */
final class ExperimentCsv {
    /** What scores are over, and whether that is the latest examples. */
    private static final SortedMap<String, Boolean> OVER = new TreeMap<>(Map.of("latest", true, "stream", false));

    private ExperimentCsv() {}

    /** A line for each score of each variant. */
    static String scores(ExperimentTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "stream", "examples", "variant", "seeds", "passes_per_example", "over", "score", "mean", "half_width"));
        for (OfStream stream : table.streams()) {
            for (Row row : stream.rows()) {
                OVER.forEach((over, isLatest) -> (isLatest ? row.latest() : row.scores())
                        .forEach((score, interval) -> lines.add(line(
                                stream.name(),
                                stream.examples(),
                                row.variant(),
                                row.cells().size(),
                                number(row.passesPerExample()),
                                over,
                                score.key(),
                                number(interval.mean()),
                                number(interval.halfWidth())))));
            }
        }
        return text(lines);
    }

    /** A line for each score of each contrast. */
    static String differences(ExperimentTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(line("stream", "variant", "against", "over", "score", "difference", "half_width", "outcome"));
        for (OfStream stream : table.streams()) {
            for (Difference difference : stream.differences()) {
                OVER.forEach((over, isLatest) -> (isLatest ? difference.latest() : difference.scores())
                        .forEach((score, interval) -> lines.add(line(
                                stream.name(),
                                difference.contrast().variant(),
                                difference.contrast().against(),
                                over,
                                score.key(),
                                number(interval.mean()),
                                number(interval.halfWidth()),
                                Outcome.of(difference, interval, score).name().toLowerCase(Locale.ROOT)))));
            }
        }
        return text(lines);
    }

    /** A line for each cell, with the state that it ended with. */
    static String cells(ExperimentTable table) {
        List<Score> scores =
                List.copyOf(table.streams().get(0).rows().get(0).scores().keySet());
        List<String> lines = new ArrayList<>();
        lines.add(line(Stream.of(
                        Stream.of("stream", "variant", "seed", "examples", "rejected", "updates"),
                        scores.stream().map(Score::key),
                        Stream.of("state_sha256"))
                .flatMap(part -> part)
                .toArray()));
        for (OfStream stream : table.streams()) {
            for (Row row : stream.rows()) {
                for (CellResult cell : row.cells()) {
                    lines.add(line(Stream.of(
                                    Stream.of(
                                            stream.name(),
                                            row.variant(),
                                            cell.seed(),
                                            cell.examples(),
                                            cell.rejected(),
                                            cell.updates()),
                                    scores.stream()
                                            .map(score -> number(cell.scores().getOrDefault(score, Double.NaN))),
                                    Stream.of(cell.state()))
                            .flatMap(part -> part)
                            .toArray()));
                }
            }
        }
        return text(lines);
    }

    /** A line for each variant: medians over seeds. */
    static String times(ExperimentTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(line("stream", "variant", "micros_per_example", "micros_per_update"));
        for (OfStream stream : table.streams()) {
            for (Row row : stream.rows()) {
                lines.add(line(
                        stream.name(),
                        row.variant(),
                        number(row.median(CellResult.Times::microsPerExample)),
                        number(row.median(CellResult.Times::microsPerUpdate))));
            }
        }
        return text(lines);
    }

    /** What is not known is empty. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String line(Object... cells) {
        return Stream.of(cells).map(cell -> quoted(String.valueOf(cell))).collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\r\n].*") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}

package io.rdrop.tools.experiment;

import io.rdrop.example.Score;
import io.rdrop.tools.experiment.ExperimentTable.Difference;
import io.rdrop.tools.experiment.ExperimentTable.OfStream;
import io.rdrop.tools.experiment.ExperimentTable.Row;
import io.rdrop.tools.report.ScoreText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as Markdown: of each stream the scores and the differences with verdicts; apart from them the times. */
final class ExperimentMarkdown {
    private ExperimentMarkdown() {}

    /** Without times, so that the same results give the same text. */
    static String table(ExperimentTable table) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + table.experiment().study().title());
        lines.add("");
        lines.add(ExperimentText.legend(table));
        for (OfStream stream : table.streams()) {
            lines.add("");
            lines.add(String.format(Locale.ROOT, "## %s (%,d examples)", stream.name(), stream.examples()));
            lines.add("");
            lines.addAll(scores(stream, Row::scores));
            lines.add("");
            lines.addAll(differences(stream, Difference::scores));
            if (stream.areWritten()) {
                lines.add("");
                lines.add(String.format(Locale.ROOT, "The same over the latest %,d examples:", stream.latest()));
                lines.add("");
                lines.addAll(scores(stream, Row::latest));
                lines.add("");
                lines.addAll(differences(stream, Difference::latest));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> scores(OfStream stream, Function<Row, Map<Score, ConfidenceInterval>> of) {
        List<Score> leading =
                ComparedScores.leading(stream.rows().get(0).scores().keySet());
        List<String> lines = new ArrayList<>();
        lines.add(row(Stream.concat(
                Stream.of("variant", "passes an example"), leading.stream().map(ScoreText::name))));
        lines.add("|---|---|" + "---|".repeat(leading.size()));
        for (Row row : stream.rows()) {
            lines.add(row(Stream.concat(
                    Stream.of(row.variant(), ExperimentText.passes(row.passesPerExample())),
                    leading.stream().map(score -> ExperimentText.of(score, interval(of.apply(row), score))))));
        }
        return lines;
    }

    private static List<String> differences(OfStream stream, Function<Difference, Map<Score, ConfidenceInterval>> of) {
        List<String> lines = new ArrayList<>();
        List<Score> leading =
                ComparedScores.leading(stream.rows().get(0).scores().keySet());
        lines.add(row(Stream.of(
                        Stream.of("difference"),
                        leading.stream().map(ScoreText::name),
                        Stream.of("verdict, by " + ScoreText.name(leading.get(0))))
                .flatMap(part -> part)));
        lines.add("|---|" + "---|".repeat(leading.size()) + "---|");
        for (Difference difference : stream.differences()) {
            Contrast contrast = difference.contrast();
            Outcome outcome = Outcome.of(difference, interval(of.apply(difference), leading.get(0)), leading.get(0));
            lines.add(row(Stream.of(
                            Stream.of(contrast.variant() + " − " + contrast.against()),
                            leading.stream()
                                    .map(score -> ExperimentText.signed(score, interval(of.apply(difference), score))),
                            Stream.of((outcome == Outcome.OPEN || outcome == Outcome.SAME ? "" : "**")
                                    + outcome.name().toLowerCase(Locale.ROOT)
                                    + (outcome == Outcome.OPEN || outcome == Outcome.SAME ? "" : "**")))
                    .flatMap(part -> part)));
        }
        return lines;
    }

    private static ConfidenceInterval interval(Map<Score, ConfidenceInterval> intervals, Score score) {
        return Objects.requireNonNull(intervals.get(score), score::key);
    }

    /** Times alone, which no two runs have the same. */
    static String times(ExperimentTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Processor time of a thread, median over seeds, over the second half of each stream; decoding left out.");
        for (OfStream stream : table.streams()) {
            Row first = stream.rows().get(0);
            lines.add("");
            lines.add("## " + stream.name());
            lines.add("");
            lines.add(row(Stream.of(
                    "variant", "us an example", "us an update", "an update, times that of " + first.variant())));
            lines.add("|---|---|---|---|");
            for (Row row : stream.rows()) {
                double update = row.median(CellResult.Times::microsPerUpdate);
                lines.add(row(Stream.of(
                        row.variant(),
                        String.format(Locale.ROOT, "%.1f", row.median(CellResult.Times::microsPerExample)),
                        String.format(Locale.ROOT, "%.1f", update),
                        String.format(Locale.ROOT, "%.2f", update / first.median(CellResult.Times::microsPerUpdate)))));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String row(Stream<String> cells) {
        return cells.map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}

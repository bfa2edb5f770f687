package io.rdrop.tools.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Score;
import io.rdrop.example.TaskTerms;
import io.rdrop.task.Task;
import io.rdrop.tools.report.Comparison;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ReportWriter;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports of runs of {@code train} and {@code demo}: of one that was killed, or of several beside each other. */
final class RunsReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_SETTINGS = 20;

    private final List<String> overrides;
    private final PrintStream out;

    /** @param overrides of the configuration: what the Kafka of a run needs */
    RunsReport(List<String> overrides, PrintStream out) {
        this.overrides = overrides;
        this.out = out;
    }

    /** Makes the report of a run from what it left, unless it has finished and has one. */
    int ofOne(Path run) throws Exception {
        RunDirectory directory = new RunDirectory(run);
        RunFile file = RunFile.read(directory);
        if (file.state() == RunFile.State.FINISHED) {
            out.println("Report        " + directory.reportHtml() + "  (of a run that has finished)");
            return Main.DONE;
        }
        JobConfig job =
                JobConfigs.parseStored(file.configuration(), directory.runJson().toString(), overrides);
        ReportBuilder report = new ReportBuilder(Task.of(job).terms()).title(file.title());
        StreamRun.Options options = new StreamRun.Options(
                job,
                directory,
                file,
                true,
                List.of(),
                end -> file.driftPoints().stream()
                        .filter(point -> point.example() < end)
                        .toList(),
                report);
        return new RunCommand(options, new OutputOptions(), out).reportWhatIsThere();
    }

    /**
     * Compares runs by their reports; those that have none yet get one.
     *
     * @param target where the comparison goes; null for a new folder
     */
    int ofSeveral(List<Path> runs, @Nullable Path target) throws Exception {
        List<Comparison.Run> compared = new ArrayList<>();
        for (Path run : runs) {
            Path report = new RunDirectory(run).reportJson();
            if (!Files.exists(report)) {
                ofOne(run);
            }
            compared.add(new Comparison.Run(name(run, runs), read(report)));
        }
        Comparison comparison;
        try {
            comparison = new Comparison(compared);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("cannot compare runs of different tasks: " + e.getMessage());
        }
        Path directory = RunDirectory.create(target, "compare").root();
        ReportWriter.writeComparison(comparison, directory);
        print(compared, comparison);
        out.println("Comparison    " + directory.resolve("compare.html"));
        return Main.DONE;
    }

    /** The folder's own name, or its whole path if another one is called the same. */
    private static String name(Path run, List<Path> all) {
        String own = last(run);
        return all.stream().filter(other -> last(other).equals(own)).count() > 1 ? run.toString() : own;
    }

    private static String last(Path run) {
        Path name = run.toAbsolutePath().normalize().getFileName();
        return name == null ? run.toString() : name.toString();
    }

    private static JsonNode read(Path report) {
        try {
            return JSON.readTree(Files.readAllBytes(report));
        } catch (IOException e) {
            throw new ConfigException("cannot read " + report + ": " + e.getMessage());
        }
    }

    private void print(List<Comparison.Run> runs, Comparison comparison) {
        int width = runs.stream().mapToInt(run -> run.name().length()).max().orElse(0);
        TaskTerms terms =
                TaskTerms.valueOf(runs.get(0).report().path("terms").asText().toUpperCase(Locale.ROOT));
        Score headline = terms.headline();
        for (Comparison.Run run : runs) {
            JsonNode scores = run.report().path("prequential");
            String referees = headline.referees().stream()
                    .map(referee -> ScoreText.name(referee) + " " + ScoreText.of(referee, value(scores, referee)))
                    .collect(Collectors.joining(", "));
            out.printf(
                    Locale.ROOT,
                    "%-" + width + "s  %s %s (%s), %,d examples%n",
                    run.name(),
                    ScoreText.name(headline),
                    ScoreText.of(headline, value(scores, headline)),
                    referees,
                    scores.path("examples").asLong());
        }
        List<Comparison.Difference> differences = comparison.differences();
        differences.stream()
                .limit(SHOWN_SETTINGS)
                .forEach(difference ->
                        out.println("  " + difference.key() + ": " + String.join(" | ", difference.values())));
        if (differences.size() > SHOWN_SETTINGS) {
            out.println("  and " + (differences.size() - SHOWN_SETTINGS) + " settings more");
        }
    }

    private static double value(JsonNode scores, Score score) {
        return scores.path(score.key()).asDouble(Double.NaN);
    }
}

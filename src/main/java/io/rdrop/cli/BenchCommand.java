package io.rdrop.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.feed.EnvelopeColumns;
import io.rdrop.feed.TaskData;
import io.rdrop.report.ReportBuilder;
import io.rdrop.report.RunReport;
import io.rdrop.report.ScoreText;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measurements that anyone can repeat. */
@Command(
        name = "bench",
        description = "Measure, on your data and your machine.",
        footer = {
            "",
            "Examples:",
            "  rdrop bench pipeline --data electricity.csv.gz --label class",
            "  rdrop bench step",
            "  rdrop bench variants --data electricity.csv.gz --label class --seeds 5"
        },
        subcommands = {BenchStepCommand.class, BenchVariantsCommand.class},
        mixinStandardHelpOptions = true)
final class BenchCommand {
    private static final int SCORE_DECIMALS = 4;

    @Command(
            name = "pipeline",
            description = {
                "What Kafka and Flink cost: the whole pipeline beside the bare learner on the same data, in one run.",
                "The bare learner decodes, encodes, predicts and trains in one loop over records in memory."
            },
            footer = {"", "Example:", "  rdrop bench pipeline --data electricity.csv.gz --label class"},
            mixinStandardHelpOptions = true)
    int pipeline(
            @Option(names = "--data", required = true, paramLabel = "FILE", description = "The data file.") Path data,
            @Option(
                            names = "--label",
                            paramLabel = "COLUMN",
                            defaultValue = TaskOptions.LABEL,
                            description = "The column to predict (default: ${DEFAULT-VALUE}).")
                    String label,
            @Mixin TaskOptions task,
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.") @Nullable
                    List<String> overrides,
            @Option(names = "--bare-only", description = "Only the bare learner.") boolean bareOnly)
            throws Exception {
        PrintStream out = System.out;
        List<String> settings = task.overrides(overrides == null ? List.of() : overrides);
        TaskData rows = task.look(data, label, EnvelopeColumns.NONE, null, settings);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", settings);
        List<byte[]> records = new ArrayList<>();
        rows.records(job).iterator().forEachRemaining(records::add);

        BareRun warmUp = BareRun.of(job, records.subList(0, Math.min(records.size(), 20_000)));
        BareRun bare = BareRun.of(job, records);
        out.printf(
                Locale.ROOT,
                "bare learner  %,10.0f examples/s  %s%n",
                bare.rate(),
                ScoreText.all(bare.last().cumulative(), SCORE_DECIMALS));
        if (bareOnly) {
            return Main.DONE;
        }
        RunDirectory directory = new RunDirectory(Files.createTempDirectory("rdrop-bench-"));
        LogFile.use(directory.log());
        StreamRun.Options options = new StreamRun.Options(
                job, null, directory, records.size(), records, end -> List.of(), new ReportBuilder());
        new StreamRun(options, out).run();
        RunReport report = options.report().build();
        double pipeline = report.throughput().examplesPerSecond();
        out.printf(
                Locale.ROOT,
                "bare learner  %,10.0f examples/s (first pass, cold: %,.0f)%npipeline      %,10.0f examples/s%n"
                        + "the pipeline takes %.2f times the bare learner's time%n",
                bare.rate(),
                warmUp.rate(),
                pipeline,
                bare.rate() / pipeline);
        return Main.DONE;
    }
}

package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Score;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.experiment.ConfidenceInterval;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FormattedRecords;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether R-Drop earns its second pass: the same stream without dropout, with it, and with R-Drop, over many seeds. */
@Command(
        name = "variants",
        description = {
            "What R-Drop brings on your data: the same stream learned without dropout, with dropout, with R-Drop as",
            "configured, and with R-Drop whose examples share masks (r-drop.dropout-sampling: per-batch).",
            "Each is repeated over seeds (of initial weights, masks and replay); means come with 95 %% confidence"
                    + " intervals."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench variants --data electricity.csv.gz --label class --seeds 5",
            "  rdrop bench variants --task text-classification --data reviews.tsv.gz --label label --set"
                    + " replay.type=reservoir --set replay.updates-per-batch=4 --set model.dropout=0.3"
        },
        mixinStandardHelpOptions = true)
final class BenchVariantsCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "The data file.")
    private Path data = Path.of("");

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column to predict.")
    private String label = "label";

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Option(names = "--seeds", paramLabel = "N", description = "Runs of each variant (default: 10).")
    private int seeds = 10;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private @Nullable List<String> overrides;

    /** What is compared: changes to the configuration, which itself is the R-Drop variant. */
    private enum Variant {
        NONE("no dropout", List.of("r-drop.alpha=0", "r-drop.passes=1", "model.dropout=0", "model.input-dropout=0")),
        DROPOUT("dropout", List.of("r-drop.alpha=0", "r-drop.passes=1")),
        R_DROP("R-Drop", List.of()),
        PER_BATCH("per-batch", List.of("r-drop.dropout-sampling=per-batch"));

        private final String title;

        @SuppressWarnings("ImmutableEnumChecker") // made with List.of
        private final List<String> changes;

        Variant(String title, List<String> changes) {
            this.title = title;
            this.changes = changes;
        }
    }

    @Override
    public Integer call() throws Exception {
        if (seeds < 2) {
            throw new ConfigException("--seeds must be >= 2 (one run has no interval) but was " + seeds);
        }
        PrintStream out = System.out;
        List<String> settings = new ArrayList<>(List.of("learner=single", "learning=per-batch"));
        settings.addAll(task.overrides(overrides == null ? List.of() : overrides));
        TaskData rows = task.look(data, label, EnvelopeColumns.NONE, null, settings);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", settings);
        if (job.hasPool()) {
            throw new ConfigException("learner must be single: a pool compares its own twins (rdrop_worth_nats)");
        }
        if (job.rDrop().alpha() == 0) {
            throw new ConfigException("r-drop.alpha must be > 0 (or there is no R-Drop to compare) but was 0");
        }
        List<byte[]> records = new ArrayList<>();
        new FormattedRecords(rows.records(job), job).iterator().forEachRemaining(records::add);
        Map<Variant, List<BareRun>> runs = new EnumMap<>(Variant.class);
        for (int seed = 1; seed <= seeds; seed++) {
            for (Variant variant : Variant.values()) {
                List<String> changes = new ArrayList<>(variant.changes);
                changes.add("seed=" + seed);
                BenchCase bench = new BenchCase(variant.title, JobConfigs.with(job, changes), records);
                BareRun run = BareRun.of(bench, records.size());
                runs.computeIfAbsent(variant, absent -> new ArrayList<>()).add(run);
                out.printf(Locale.ROOT, "seed %2d  %-10s %s%n", seed, variant.title, scores(run));
            }
        }
        print(out, runs);
        return ExitCode.OK;
    }

    private static String scores(BareRun run) {
        StringBuilder line = new StringBuilder();
        for (Score score : compared(run)) {
            line.append(String.format(
                    Locale.ROOT,
                    "%s %.4f  ",
                    score.key(),
                    run.last().cumulative().get(score)));
        }
        return line.append(String.format(Locale.ROOT, "%,.0f examples/s", run.rate()))
                .toString();
    }

    /** The scores of the task that are not referees. */
    private static List<Score> compared(BareRun run) {
        List<Score> all = List.copyOf(run.last().cumulative().values().keySet());
        return all.stream()
                .filter(score ->
                        all.stream().noneMatch(other -> other.referees().contains(score)))
                .toList();
    }

    private static void print(PrintStream out, Map<Variant, List<BareRun>> runs) {
        List<BareRun> rDrop = runs.getOrDefault(Variant.R_DROP, List.of());
        BareRun first = rDrop.get(0);
        out.printf(
                Locale.ROOT,
                "%nPrequential scores over %,d examples, mean of %d seeds +- half of the 95 %% confidence interval%n",
                first.last().cumulative().examples(),
                rDrop.size());
        for (Score score : compared(first)) {
            out.println(score.key() + (score.isHigherBetter() ? " (higher is better)" : " (lower is better)"));
            ConfidenceInterval own = interval(rDrop, score);
            runs.forEach((variant, of) -> {
                ConfidenceInterval interval = interval(of, score);
                String apart = variant == Variant.R_DROP
                        ? ""
                        : own.isSeparateFrom(interval) ? "  apart from R-Drop" : "  overlaps with R-Drop";
                out.printf(
                        Locale.ROOT,
                        "  %-10s %.4f +- %.4f%s%n",
                        variant.title,
                        interval.mean(),
                        interval.halfWidth(),
                        apart);
            });
            for (Score referee : score.referees()) {
                out.printf(
                        Locale.ROOT,
                        "  %-10s %.4f%n",
                        referee.key(),
                        first.last().cumulative().get(referee));
            }
        }
    }

    private static ConfidenceInterval interval(List<BareRun> runs, Score score) {
        return ConfidenceInterval.of(runs.stream()
                .mapToDouble(run -> run.last().cumulative().get(score))
                .toArray());
    }
}

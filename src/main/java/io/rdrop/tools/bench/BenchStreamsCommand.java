package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.learn.pool.PoolSpec;
import io.rdrop.session.LocalRun;
import io.rdrop.tools.feed.FirstRows;
import io.rdrop.tools.feed.TableData;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** How well the pool and the single network learn streams of labelled rows, with their defaults. */
@Command(
        name = "streams",
        description = {
            "How well the default pool, its networks without companions, and the default single network learn your",
            "streams: each row is predicted, scored, then learned, in one pass in file order; means over seeds."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench streams --data electricity.csv.gz weather.csv.gz --label class --seeds 5",
            "  rdrop bench streams --data electricity.csv.gz --label class --members"
        },
        mixinStandardHelpOptions = true)
final class BenchStreamsCommand implements Callable<Integer> {
    private static final double NANOS_PER_US = 1e3;
    private static final double PERCENT = 100;
    private static final String SINGLE = "single";

    @Option(names = "--data", required = true, arity = "1..*", paramLabel = "FILE", description = "The data files.")
    private List<Path> data = List.of();

    @Option(names = "--label", defaultValue = "label", paramLabel = "COLUMN", description = "The column to predict.")
    private String label = "label";

    @Option(names = "--seeds", defaultValue = "5", paramLabel = "N", description = "Runs of each (default: 5).")
    private int seeds = 5;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N rows of each file (default: all).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--members", description = "The scores of each member of the pool, too.")
    private boolean members;

    /** Sums over seeds, or over files, and the time of the fastest run. */
    private static final class Sums {
        private double accuracy;
        private double logLoss;
        private double nanos = Double.POSITIVE_INFINITY;
        private int count;

        void add(Scores scores) {
            accuracy += scores.get(Score.ACCURACY);
            logLoss += scores.get(Score.LOG_LOSS);
            count++;
        }

        void addMeans(Sums of) {
            accuracy += of.accuracy / of.count;
            logLoss += of.logLoss / of.count;
            count++;
        }

        void took(double runNanos) {
            nanos = Math.min(nanos, runNanos);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1 || limit < 1) {
            throw new ConfigException("--seeds and --limit must be > 0 but were " + seeds + " and " + limit);
        }
        PrintStream out = System.out;
        Map<String, Sums> overall = new LinkedHashMap<>();
        for (Path file : data) {
            stream(file, out).forEach((name, sums) -> overall.computeIfAbsent(name, absent -> new Sums())
                    .addMeans(sums));
        }
        if (data.size() > 1) {
            out.printf(Locale.ROOT, "mean of %d streams%n", data.size());
            print(overall, out);
        }
        return ExitCode.OK;
    }

    private Map<String, Sums> stream(Path file, PrintStream out) throws IOException {
        TableData rows = TableData.of(DataFile.of(file), label, EnvelopeColumns.NONE, TaskType.CLASSIFICATION);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", List.of());
        List<Example> examples = examples(new FirstRows(rows, limit), job);
        out.printf(
                Locale.ROOT,
                "%s: %,d rows, %d columns, %d classes; mean of %d seeds%n",
                file.getFileName(),
                examples.size(),
                job.features().size(),
                job.label().classes().size(),
                seeds);
        Map<String, Sums> sums = new LinkedHashMap<>();
        double worstGap = Double.NEGATIVE_INFINITY;
        for (int seed = 1; seed <= seeds; seed++) {
            StreamRun pool = StreamRun.of(PoolSpec.standard(), job, examples, seed);
            pool.scores().forEach((part, scores) -> sums.computeIfAbsent(part, absent -> new Sums())
                    .add(scores));
            sums.computeIfAbsent(StreamRun.POOL, absent -> new Sums()).took(pool.nanos());
            worstGap = Math.max(worstGap, pool.worstGap());
            StreamRun single = StreamRun.of(PoolSpec.single(), job, examples, seed);
            sums.computeIfAbsent(SINGLE, absent -> new Sums()).add(single.whole());
            sums.computeIfAbsent(SINGLE, absent -> new Sums()).took(single.nanos());
        }
        print(sums, out);
        if (!Double.isNaN(worstGap)) {
            out.printf(
                    Locale.ROOT,
                    "  the pool's worst 2,000 rows: %+.1f points of accuracy to the better referee%n",
                    -PERCENT * worstGap);
        }
        return sums;
    }

    private static List<Example> examples(TaskData rows, JobConfig job) {
        List<Example> examples = new ArrayList<>();
        try (LocalRun run = new LocalRun(job)) {
            for (byte[] row : rows.records(job)) {
                Example example = run.decode(row);
                if (example != null && example.isLabelled()) {
                    examples.add(example);
                }
            }
        }
        if (examples.isEmpty()) {
            throw new ConfigException("no row could be learned from");
        }
        return examples;
    }

    private void print(Map<String, Sums> sums, PrintStream out) {
        sums.forEach((name, of) -> {
            boolean wanted = members
                    || List.of(StreamRun.POOL, StreamRun.NETWORKS, SINGLE).contains(name);
            if (wanted) {
                String speed = Double.isInfinite(of.nanos)
                        ? ""
                        : String.format(Locale.ROOT, "  %.1f us/example", of.nanos / NANOS_PER_US);
                out.printf(
                        Locale.ROOT,
                        "  %-20s accuracy %.4f  log-loss %.4f%s%n",
                        name,
                        of.accuracy / of.count,
                        of.logLoss / of.count,
                        speed);
            }
        });
    }
}

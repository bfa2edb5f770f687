package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.learn.pool.NumberPool;
import io.rdrop.learn.pool.NumberPoolSpec;
import io.rdrop.session.LocalRun;
import io.rdrop.tools.console.GeneratorNames;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well the pool and the single network learn streams of labelled rows, with their defaults. */
@Command(
        name = "streams",
        description = {
            "How well the default pool, its networks without companions, and the default single network learn your",
            "streams: each row is predicted, scored, then learned, in one pass in file order; means over seeds."
                    + " Regressions have their referees beside them."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench streams --data electricity.csv.gz weather.csv.gz --label class --seeds 5",
            "  rdrop bench streams --data electricity.csv.gz --label class --members",
            "  rdrop bench streams --task text-classification --data reviews.tsv.gz --label label",
            "  rdrop bench streams --task regression --data electricity.csv.gz --label nswdemand",
            "  rdrop bench streams --generator friedman friedman-gradual --examples 40000"
        },
        mixinStandardHelpOptions = true)
final class BenchStreamsCommand implements Callable<Integer> {
    private static final double NANOS_PER_US = 1e3;
    private static final double PERCENT = 100;
    private static final String SINGLE = "single";

    @Option(names = "--data", arity = "1..*", paramLabel = "FILE", description = "The data files.")
    private List<Path> data = List.of();

    @Option(
            names = "--generator",
            arity = "1..*",
            paramLabel = "NAME",
            completionCandidates = GeneratorNames.class,
            description = "Drifting streams, those of `rdrop demo`.")
    private List<String> generators = List.of();

    @Option(
            names = "--examples",
            defaultValue = "40000",
            paramLabel = "N",
            description = "--generator: length of the streams (default: ${DEFAULT-VALUE}).")
    private long length;

    @Option(names = "--label", defaultValue = "label", paramLabel = "COLUMN", description = "The column to predict.")
    private String label = "label";

    @Option(names = "--seeds", defaultValue = "5", paramLabel = "N", description = "Runs of each (default: 5).")
    private int seeds = 5;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Option(names = "--members", description = "The scores of each member of the pool, too.")
    private boolean members;

    /** Sums over seeds, or over files, and the time of the fastest run. */
    private static final class Sums {
        private final Map<String, Double> scores = new LinkedHashMap<>();
        private double nanos = Double.POSITIVE_INFINITY;
        private int count;

        void add(Map<String, Double> run) {
            run.forEach((name, score) -> scores.merge(name, score, Double::sum));
            count++;
        }

        Map<String, Double> means() {
            Map<String, Double> means = new LinkedHashMap<>();
            scores.forEach((name, sum) -> means.put(name, sum / count));
            return means;
        }

        void took(double runNanos) {
            nanos = Math.min(nanos, runNanos);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1) {
            throw new ConfigException("--seeds must be > 0 but was " + seeds);
        }
        PrintStream out = System.out;
        Map<String, Sums> overall = new LinkedHashMap<>();
        if (data.isEmpty() && generators.isEmpty()) {
            throw new ConfigException("--data or --generator is missing: what is to be learned?");
        }
        int streams = 0;
        for (Path file : data) {
            List<String> settings = task.overrides(List.of());
            TaskData rows = task.look(file, label, EnvelopeColumns.NONE, null, settings);
            JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", settings);
            streams += add(job, stream(file.getFileName().toString(), job, rows.records(job), out), overall);
        }
        for (String generator : generators) {
            Supplier<DriftStream> stream = () -> generated(generator);
            JobConfig job = JobConfigs.parse(Generators.jobYaml(stream.get()), "the generator's job", List.of());
            streams += add(job, stream(generator, job, new GeneratedRecords(stream, length), out), overall);
        }
        if (streams > 1) {
            out.printf(Locale.ROOT, "mean of %d streams%n", streams);
            print(overall, out);
        }
        return ExitCode.OK;
    }

    /** Adds scores of classes: those of numbers have units, and no mean. Returns of how many streams. */
    private static int add(JobConfig job, Map<String, Sums> sums, Map<String, Sums> overall) {
        if (job.task() == TaskType.REGRESSION) {
            return 0;
        }
        sums.forEach((name, of) ->
                overall.computeIfAbsent(name, absent -> new Sums()).add(of.means()));
        return 1;
    }

    private DriftStream generated(String generator) {
        try {
            return Generators.byName(generator, 1, length);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--generator or --examples: " + e.getMessage());
        }
    }

    private Map<String, Sums> stream(String name, JobConfig job, Iterable<byte[]> records, PrintStream out) {
        if (!job.task().isTabular() && job.task().input() != TaskType.Input.TEXT) {
            throw new ConfigException("task must be one of tables or texts but was "
                    + job.task().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        List<Example> examples = examples(records, job);
        out.printf(
                Locale.ROOT,
                "%s: %,d rows, %s, %s; mean of %d seeds%n",
                name,
                examples.size(),
                job.task().input() == TaskType.Input.TABLE ? job.features().size() + " columns" : "texts",
                job.task() == TaskType.REGRESSION
                        ? "numbers"
                        : job.label().classes().size() + " classes",
                seeds);
        Map<String, Sums> sums = new LinkedHashMap<>();
        double worstGap = Double.NEGATIVE_INFINITY;
        for (int seed = 1; seed <= seeds; seed++) {
            StreamRun pool = pool(job, examples, seed);
            pool.scores().forEach((part, scores) -> sums.computeIfAbsent(part, absent -> new Sums())
                    .add(scores));
            sums.computeIfAbsent(StreamRun.POOL, absent -> new Sums()).took(pool.nanos());
            worstGap = Math.max(worstGap, pool.worstGap());
            StreamRun single = single(job, examples, seed);
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

    private static StreamRun pool(JobConfig job, List<Example> examples, long seed) {
        return job.task() == TaskType.REGRESSION
                ? NumberStreamRun.of(NumberPoolSpec.standard(), job, examples, seed)
                : StreamRun.of(StreamRun.pool(job, seed), job, examples);
    }

    private static StreamRun single(JobConfig job, List<Example> examples, long seed) {
        return job.task() == TaskType.REGRESSION
                ? NumberStreamRun.of(NumberPoolSpec.single(), job, examples, seed)
                : StreamRun.of(StreamRun.single(job, seed), job, examples);
    }

    private static List<Example> examples(Iterable<byte[]> records, JobConfig job) {
        List<Example> examples = new ArrayList<>();
        try (LocalRun run = new LocalRun(job)) {
            for (byte[] row : records) {
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
                    || List.of(
                                    StreamRun.POOL,
                                    StreamRun.NETWORKS,
                                    SINGLE,
                                    NumberPool.LAST_VALUE,
                                    NumberPool.RUNNING_MEAN)
                            .contains(name);
            if (wanted) {
                String speed = Double.isInfinite(of.nanos)
                        ? ""
                        : String.format(Locale.ROOT, "  %.1f us/example", of.nanos / NANOS_PER_US);
                StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-19s", name));
                of.means().forEach((score, mean) -> line.append(String.format(Locale.ROOT, "  %s %.4f", score, mean)));
                out.println(line.append(speed));
            }
        });
    }
}

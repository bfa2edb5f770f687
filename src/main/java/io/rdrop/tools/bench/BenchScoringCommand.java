package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.Durations;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.LocalRun;
import io.rdrop.session.ModelSession;
import io.rdrop.telemetry.ResidentMemory;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the scoring job does in a second, and how long one waits for a prediction. */
@Command(
        name = "scoring",
        description = {
            "Predictions per second from a topic to a topic; then, at a given rate, the time from a record that is sent to its"
                    + " prediction that is read, without new versions and with one each second, and what the change to one costs.",
            "Broker, cluster, sender and reader are in this process and share its processors. The default pool is measured, and"
                    + " an mlp of --hidden units; of --data what the job would learn by, and a single network."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench scoring",
            "  rdrop bench scoring --data electricity.csv.gz --label class",
            "  rdrop bench scoring --parallelism 2 --rate 5000 --seconds 60",
            "  rdrop bench scoring --network single --records 0 --seconds 600 --versions-every 1s",
            "  rdrop bench scoring --network single --seconds 0 --peer python",
            "  rdrop bench scoring --features 8 --classes 2 --set scoring.delivery=exactly-once"
        },
        mixinStandardHelpOptions = true)
final class BenchScoringCommand implements Callable<Integer> {
    private static final int WARM_UP_S = 2;
    private static final long PEER_RECORDS = 200_000;
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final double MOST = 1;

    @Mixin
    private BenchData data = new BenchData();

    @Option(
            names = "--learned",
            paramLabel = "N",
            description = "Examples that the model has learned before (default: ${DEFAULT-VALUE}).")
    private int learned = 5_000;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records that are predicted as fast as can be; 0 for none (default: ${DEFAULT-VALUE}).")
    private int records = 200_000;

    /** Which networks. */
    enum Networks {
        BOTH,
        POOL,
        SINGLE
    }

    @Option(
            names = "--network",
            paramLabel = "WHICH",
            description = "both, pool or single (default: both).",
            converter = NetworksName.class)
    private Networks networks = Networks.BOTH;

    @Option(
            names = "--versions-every",
            paramLabel = "D",
            description = "How often a version is committed (default: ${DEFAULT-VALUE}).")
    private String versionsEvery = "1s";

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Records sent per second, to measure delays (default: ${DEFAULT-VALUE}).")
    private double rate = 5_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long they are sent, without new versions and with; 0 for not at all (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Subtasks and partitions (default: ${DEFAULT-VALUE}).")
    private int parallelism = 1;

    @Option(
            names = "--peer",
            paramLabel = "PEER",
            description =
                    "python: beside the single network, also a consumer in Python with PyTorch, on the same broker"
                            + " and records.")
    private @Nullable String peer;

    private final PrintStream out = System.out;
    private long everyMs;
    private @Nullable PythonScorer python;

    /** Of the command line. */
    private static final class NetworksName implements ITypeConverter<Networks> {
        @Override
        public Networks convert(String value) {
            for (Networks networks : Networks.values()) {
                if (networks.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return networks;
                }
            }
            throw new TypeConversionException("must be both, pool or single but was " + value);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (learned < 1 || records < 0 || parallelism < 1 || !(rate > 0) || (seconds != 0 && seconds <= WARM_UP_S)) {
            throw new ConfigException("--learned, --parallelism and --rate must be above 0, --records at least 0 and"
                    + " --seconds 0 or above " + WARM_UP_S + " but were " + learned + ", " + parallelism + ", " + rate
                    + ", " + records + ", " + seconds);
        }
        everyMs = Durations.parse(versionsEvery, "--versions-every").toMillis();
        if (everyMs < 1) {
            throw new ConfigException("--versions-every must be above 0 but was " + versionsEvery);
        }
        if (peer != null && (parallelism > 1 || records == 0)) {
            throw new ConfigException("--peer python predicts --records of one partition but --parallelism was "
                    + parallelism + " and --records " + records);
        }
        python = Python.peer(peer, PythonScorer.SCRIPT, data.file(), out)
                .map(PythonScorer::new)
                .orElse(null);
        out.println(Hardware.describe());
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(parallelism))) {
            List<BenchCase> cases = cases();
            for (int i = 0; i < cases.size(); i++) {
                measure(cases.get(i), "scoring-" + i, kafka.bootstrap(), flink, scratch.path());
            }
        }
        return ExitCode.OK;
    }

    private List<BenchCase> cases() throws IOException {
        List<BenchCase> cases = new ArrayList<>();
        BenchCase first = data.pool(data.overrides());
        boolean isPool = first.job().hasPool() && networks != Networks.SINGLE;
        if (isPool || (!first.job().hasPool() && networks != Networks.POOL)) {
            cases.add(data.file() == null ? first : first.called(first.title() + (isPool ? ", a pool" : "")));
        }
        if (networks != Networks.POOL && data.file() == null) {
            cases.add(data.generator().small(data.overrides()));
        } else if (networks != Networks.POOL && first.job().hasPool()) {
            List<String> single = new ArrayList<>(data.overrides());
            single.add("learner=single");
            BenchCase one = data.pool(single);
            cases.add(one.called(one.title() + ", a single network"));
        }
        return cases;
    }

    private void measure(BenchCase bench, String name, String bootstrap, EmbeddedFlink flink, Path scratch)
            throws Exception {
        out.printf(Locale.ROOT, "%n%s, %,d examples learned%n", bench.title(), learned);
        try (Trainer trainer = new Trainer(job(bench, name, bootstrap, scratch), bench)) {
            trainer.learn(learned);
            trainer.commit();
            if (records > 0) {
                ScoringRun.Speed speed = speed(job(bench, name, bootstrap, scratch), bench, flink);
                print(speed);
                if (python != null && !bench.job().hasPool()) {
                    beside(python, speed, bench, name, bootstrap);
                }
            }
            if (seconds > 0) {
                print("no new version", delays(job(bench, name + "-still", bootstrap, scratch, name), bench, flink));
                withVersions(trainer, job(bench, name + "-new", bootstrap, scratch, name), bench, flink);
            }
        }
    }

    private void withVersions(Trainer trainer, JobConfig job, BenchCase bench, EmbeddedFlink flink) throws Exception {
        ScheduledExecutorService beside = Executors.newScheduledThreadPool(2);
        ScheduledFuture<?> committing =
                beside.scheduleAtFixedRate(trainer::learnAndCommit, everyMs, everyMs, TimeUnit.MILLISECONDS);
        // In the seconds that are not measured: it stops the process for a moment.
        ScheduledFuture<Memory> begin = beside.schedule(Memory::now, WARM_UP_S * 1_000L / 2, TimeUnit.MILLISECONDS);
        ScoringLoad.Delays delays = delays(job, bench, flink);
        committing.cancel(false);
        beside.shutdown();
        beside.awaitTermination(1, TimeUnit.MINUTES);
        try {
            committing.get();
        } catch (CancellationException e) {
            // nothing has stopped it before
        }
        print("one each " + versionsEvery, delays);
        ScoringLoad.Changes changes = delays.changes(parallelism);
        out.printf(
                Locale.ROOT,
                "  %-18s %d committed, %d times another one answered, at most %.1f ms later than the answer before%n",
                "versions",
                trainer.versions(),
                changes.count(),
                changes.longestMs());
        Memory end = Memory.now();
        out.printf(
                Locale.ROOT,
                "  %-18s after collection %.0f MiB of heap at the begin, %.0f at the end; resident %.0f and %.0f%n",
                "memory",
                begin.get().heapMib(),
                end.heapMib(),
                begin.get().residentMib(),
                end.residentMib());
    }

    /** Of this process, after a garbage collection. */
    private record Memory(double heapMib, double residentMib) {
        private static final double MIB = 1 << 20;

        static Memory now() {
            System.gc();
            return new Memory(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB,
                    ResidentMemory.bytes() / MIB);
        }
    }

    private ScoringRun.Speed speed(JobConfig job, BenchCase bench, EmbeddedFlink flink) throws Exception {
        JobConfig filled =
                JobConfigs.with(job, List.of("topics.examples=" + job.scoring().topic()));
        BenchTopic.fill(filled, parallelism, records, index -> (int) (index % parallelism), bench::record);
        try (ScoringRun run = ScoringRun.start(flink, job)) {
            return run.speed(records);
        }
    }

    private ScoringLoad.Delays delays(JobConfig job, BenchCase bench, EmbeddedFlink flink) throws Exception {
        int all = (int) Math.round(rate * seconds);
        try (ScoringRun run = ScoringRun.start(flink, job)) {
            return new ScoringLoad(run.config(), parallelism, rate, all)
                    .run(bench)
                    .after((int) Math.round(rate * WARM_UP_S));
        }
    }

    /** Once the job has ended, so that each has the machine to itself. */
    private void beside(PythonScorer scorer, ScoringRun.Speed speed, BenchCase bench, String name, String bootstrap)
            throws Exception {
        double other = scorer.rate(bootstrap, name, name + ".python", Math.min(records, PEER_RECORDS), bench);
        out.printf(
                Locale.ROOT,
                "  %-18s %,10.0f predictions/s  (confluent-kafka, PyTorch); Kafka -> Kafka is %.1f times as fast%n",
                "Python consumer",
                other,
                speed.rate() / other);
    }

    private void print(ScoringRun.Speed speed) {
        out.printf(Locale.ROOT, "  %-18s %,10.0f predictions/s%n", "Kafka -> Kafka", speed.rate());
        for (ThreadCosts.Work work : List.of(ThreadCosts.Work.FETCH, ThreadCosts.Work.DECODE)) {
            out.printf(
                    Locale.ROOT,
                    "  %-18s %10.2f µs of CPU a record%n",
                    work == ThreadCosts.Work.DECODE ? "decode and score" : work.title(),
                    speed.costs().cpuNanos().getOrDefault(work, 0L) / speed.predictions() / 1e3);
        }
    }

    private void print(String which, ScoringLoad.Delays delays) {
        out.printf(
                Locale.ROOT,
                "  %-18s at %,.0f/s: sent to read p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                which,
                rate,
                delays.percentile(MEDIAN),
                delays.percentile(P99),
                delays.percentile(MOST));
    }

    private JobConfig job(BenchCase bench, String name, String bootstrap, Path scratch) {
        return job(bench, name, bootstrap, scratch, name);
    }

    private JobConfig job(BenchCase bench, String name, String bootstrap, Path scratch, String models) {
        List<String> settings = new ArrayList<>(List.of(
                "name=" + name,
                "kafka.bootstrap=" + bootstrap,
                "topics.models=" + name + ".models",
                "topics.partitions=" + parallelism,
                "scoring.topic=" + name,
                "scoring.predictions=" + name + ".predictions",
                "scoring.rejected=" + name + ".rejected",
                "scoring.poll=100ms",
                "parallelism=" + parallelism,
                "metrics.enabled=false",
                "registry.directory=\"" + scratch.resolve(models).toAbsolutePath() + "\""));
        settings.addAll(data.overrides());
        return JobConfigs.with(bench.job(), settings);
    }

    /** Learns beside the job, and commits versions. */
    private static final class Trainer implements AutoCloseable {
        private final ModelRegistry registry;
        private final BenchCase bench;
        private final LocalRun decoder;
        private final ModelSession session;
        private long next;
        private long versions;

        Trainer(JobConfig job, BenchCase bench) throws IOException {
            registry = new ModelRegistry(
                    new LocalRegistryStorage(Path.of(job.registry().directory())), Clock.systemUTC());
            this.bench = bench;
            decoder = new LocalRun(job);
            session = ModelSession.create(Example.DEFAULT_MODEL, job, 1);
        }

        void learn(int examples) {
            for (int i = 0; i < examples; i++) {
                session.add(Objects.requireNonNull(decoder.decode(bench.record(next++)), "example"), 0);
            }
        }

        void commit() throws IOException {
            registry.commit(registry.stage(session.snapshot(System.currentTimeMillis()), "bench"));
            versions++;
        }

        void learnAndCommit() {
            try {
                learn(bench.job().microBatch().size());
                commit();
            } catch (IOException e) {
                throw new IllegalStateException("no version was committed", e);
            }
        }

        long versions() {
            return versions;
        }

        @Override
        public void close() {
            session.close();
            decoder.close();
        }
    }
}

package io.rdrop.tools.bench;

import com.sun.management.OperatingSystemMXBean;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.KafkaClients;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.embedded.Checkpoints;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.feed.sending.FeedListener;
import io.rdrop.tools.feed.sending.Feeder;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What checkpoints cost: the same records with them and without, in turns. */
@Command(
        name = "checkpoints",
        description = {
            "What checkpoints cost: the same records through the whole pipeline with checkpoints and without, in turns, in one process.",
            "The time is that from the first to the last training step; the CPU time is that of the whole process, broker included."
                    + " One run before them is not counted."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench checkpoints",
            "  rdrop bench checkpoints --interval 1s --rounds 2 --set registry.interval=1s"
        },
        mixinStandardHelpOptions = true)
final class BenchCheckpointsCommand implements Callable<Integer> {
    private static final String NEVER = "24h";
    private static final String WARM_UP_INTERVAL = "2s";
    private static final double MS_PER_SECOND = 1000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    private static final long LEAST = 1000;
    private static final long WARM_UP = 2_500_000;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Option(
            names = "--seconds",
            defaultValue = "40",
            paramLabel = "N",
            description = "About how long each run takes (default: ${DEFAULT-VALUE}).")
    private double seconds = 40;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Records of each run (default: as many as the warm-up says take --seconds).")
    private @Nullable Long examples;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each side runs (default: ${DEFAULT-VALUE}).")
    private int rounds = 4;

    @Option(
            names = "--interval",
            paramLabel = "D",
            description = "Between checkpoints, of the side that has them (default: ${DEFAULT-VALUE}).")
    private String interval = "10s";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private @Nullable List<String> overrides;

    private final PrintStream out = System.out;

    /** One run: from the first to the last step, CPU time of the process, checkpoints meanwhile. */
    private record Timed(double seconds, double cpuSeconds, int steps, Checkpoints checkpoints) {}

    @Override
    public Integer call() throws Exception {
        if (examples != null && examples < LEAST) {
            throw new ConfigException("--examples must be >= " + LEAST + " but was " + examples);
        }
        if (rounds < 1 || !(seconds > 0)) {
            throw new ConfigException("--rounds must be >= 1 and --seconds > 0 but were " + rounds + " and " + seconds);
        }
        List<String> settings = new ArrayList<>(List.of("learner=single", "learning=per-batch"));
        settings.addAll(overrides == null ? List.of() : overrides);
        JobConfig job = JobConfigs.parse(Generators.jobYaml(stream()), "the generated job", settings);
        out.println(Hardware.describe());
        try (BenchFolder bench = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(bench.path().resolve("kafka"));
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            JobConfig here = JobConfigs.with(job, List.of("kafka.bootstrap=" + kafka.bootstrap()));
            Path folder = bench.path();
            KafkaTopics.ensure(here);
            Iterator<byte[]> records = new GeneratedRecords(BenchCheckpointsCommand::stream, Long.MAX_VALUE).iterator();
            long warmUp = examples == null ? WARM_UP : Math.min(examples, WARM_UP);
            feed(here, records, warmUp);
            Timed warm = run(flink, here, "warm-up", WARM_UP_INTERVAL, warmUp, folder);
            long count = examples == null ? Math.max(warmUp, Math.round(warmUp / warm.seconds() * seconds)) : examples;
            feed(here, records, count - warmUp);
            measure(flink, here, count, folder);
        }
        return ExitCode.OK;
    }

    private void measure(EmbeddedFlink flink, JobConfig job, long count, Path folder) throws Exception {
        double[] time = new double[rounds];
        double[] cpu = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // A B, B A, and so on: neither side has the warmer process.
            boolean withFirst = round % 2 == 0;
            Timed first = side(flink, job, withFirst, round, count, folder);
            Timed second = side(flink, job, !withFirst, round, count, folder);
            Timed with = withFirst ? first : second;
            Timed without = withFirst ? second : first;
            time[round] = PERCENT * (with.seconds() / without.seconds() - 1);
            cpu[round] = PERCENT * (with.cpuSeconds() / without.cpuSeconds() - 1);
        }
        out.printf(
                Locale.ROOT,
                "checkpoints every %s take %s more time and %s more CPU time (%d rounds of %,d examples)%n",
                interval,
                medianAndSpread(time),
                medianAndSpread(cpu),
                rounds,
                count);
    }

    private Timed side(EmbeddedFlink flink, JobConfig job, boolean with, int round, long count, Path folder)
            throws Exception {
        Timed timed = run(flink, job, (with ? "with-" : "without-") + round, with ? interval : NEVER, count, folder);
        out.printf(
                Locale.ROOT,
                "%-22s %,10.0f examples/s  (%,d steps in %.1f s, %.1f s of CPU; %s)%n",
                with ? "checkpoints every " + interval : "no checkpoints",
                count / timed.seconds(),
                timed.steps(),
                timed.seconds(),
                timed.cpuSeconds(),
                timed.checkpoints().describe());
        return timed;
    }

    /** Such as {@code 2.1 % (0.5 to 3.0)}. */
    static String medianAndSpread(double[] percent) {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f to %.1f)",
                BenchPipelineCommand.median(Arrays.stream(percent).boxed().toList(), Double::doubleValue),
                Arrays.stream(percent).min().orElseThrow(),
                Arrays.stream(percent).max().orElseThrow());
    }

    private static DriftStream stream() {
        return Generators.byName("agrawal", 1, WARM_UP);
    }

    private static void feed(JobConfig job, Iterator<byte[]> records, long count) {
        try (Producer<byte[], byte[]> producer = Feeder.producer(KafkaClients.properties(job))) {
            new Feeder(producer, job.topics().examples(), Double.POSITIVE_INFINITY, false, FeedListener.NONE)
                    .feed(() -> Stream.generate(records::next).limit(count).iterator());
        }
    }

    private static Timed run(EmbeddedFlink flink, JobConfig job, String name, String every, long count, Path folder)
            throws Exception {
        JobConfig config = JobConfigs.with(
                job,
                List.of(
                        "name=" + name,
                        "topics.rejected=rejected." + name,
                        "topics.models=models." + name,
                        "topics.reports=reports." + name,
                        "checkpoint.interval=" + every,
                        "metrics.enabled=false",
                        "registry.directory=\"" + folder.resolve(name) + "\""));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(
                env, config, new OffsetBounds(new TopicPartition(config.topics().examples(), 0), 0, count));
        long cpuNanos = SYSTEM.getProcessCpuTime();
        EmbeddedJob running = flink.submit(env.getStreamGraph());
        running.await();
        cpuNanos = SYSTEM.getProcessCpuTime() - cpuNanos;
        List<Long> times = new ArrayList<>();
        try (TopicReader reader = new TopicReader(config.kafka().bootstrap(), Map.of(), "reports." + name)) {
            reader.forEach(record -> times.add(record.timestamp()));
        }
        if (times.size() < 2) {
            throw new IllegalStateException("run " + name + " has reported " + times.size() + " steps");
        }
        long endMs = times.get(times.size() - 1);
        return new Timed(
                (endMs - times.get(0)) / MS_PER_SECOND,
                cpuNanos / NANOS_PER_SECOND,
                times.size(),
                running.checkpoints(endMs));
    }
}

package io.rdrop.cli;

import io.rdrop.audit.TopicReader;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.embedded.EmbeddedFlink;
import io.rdrop.embedded.EmbeddedKafka;
import io.rdrop.embedded.FlinkSettings;
import io.rdrop.feed.FeedListener;
import io.rdrop.feed.Feeder;
import io.rdrop.feed.generator.DriftStream;
import io.rdrop.feed.generator.GeneratedRecords;
import io.rdrop.feed.generator.Generators;
import io.rdrop.job.KafkaClients;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What checkpoints cost: the same records with them and without, in turns. */
@Command(
        name = "checkpoints",
        description = {
            "What checkpoints cost: the same records through the whole pipeline with checkpoints and without, in turns, in one process.",
            "The time is that from the first to the last training step; one run before them is not counted."
        },
        footer = {"", "Example:", "  rdrop bench checkpoints --interval 10s"},
        mixinStandardHelpOptions = true)
final class BenchCheckpointsCommand implements Callable<Integer> {
    private static final String NEVER = "24h";
    private static final double MS_PER_SECOND = 1000;
    private static final double PERCENT = 100;

    @Option(
            names = "--examples",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Records of each run (default: ${DEFAULT-VALUE}).")
    private long examples;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            paramLabel = "N",
            description = "How often each side runs (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--interval",
            defaultValue = "10s",
            paramLabel = "D",
            description = "Between checkpoints, of the side that has them (default: ${DEFAULT-VALUE}).")
    private String interval = "10s";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private @Nullable List<String> overrides;

    private final PrintStream out = System.out;

    /** One run's time from the first to the last step, and its checkpoints. */
    private record Timed(long ms, int steps, long checkpoints) {}

    @Override
    public Integer call() throws Exception {
        if (examples < 1000) {
            throw new ConfigException("--examples must be >= 1000 but was " + examples);
        }
        if (rounds < 1) {
            throw new ConfigException("--rounds must be >= 1 but was " + rounds);
        }
        Path folder = Files.createTempDirectory("rdrop-bench-");
        LogFile.use(folder.resolve("rdrop.log"));
        DriftStream stream = Generators.byName("agrawal", 1, examples);
        JobConfig job = JobConfigs.parse(
                DemoCommand.yaml(stream), "the generated job", overrides == null ? List.of() : overrides);
        out.println(Hardware.describe());
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            JobConfig here = JobConfigs.with(job, List.of("kafka.bootstrap=" + kafka.bootstrap()));
            KafkaTopics.ensure(here);
            try (Producer<byte[], byte[]> producer = Feeder.producer(KafkaClients.properties(here))) {
                new Feeder(producer, here.topics().examples(), Double.POSITIVE_INFINITY, false, FeedListener.NONE)
                        .feed(new GeneratedRecords(() -> Generators.byName("agrawal", 1, examples), examples));
            }
            run(flink, here, "warm-up", interval, folder);
            long withMs = 0;
            long withoutMs = 0;
            for (int round = 1; round <= rounds; round++) {
                // Turn about, so that neither side has the warmer process.
                for (boolean first : new boolean[] {true, false}) {
                    boolean with = first == (round % 2 == 1);
                    Timed timed =
                            run(flink, here, (with ? "with-" : "without-") + round, with ? interval : NEVER, folder);
                    out.printf(
                            Locale.ROOT,
                            "%-22s %,10.0f examples/s  (%,d steps in %.1f s, %d checkpoints)%n",
                            with ? "checkpoints every " + interval : "no checkpoints",
                            examples * MS_PER_SECOND / timed.ms(),
                            timed.steps(),
                            timed.ms() / MS_PER_SECOND,
                            timed.checkpoints());
                    withMs += with ? timed.ms() : 0;
                    withoutMs += with ? 0 : timed.ms();
                }
            }
            out.printf(
                    Locale.ROOT,
                    "checkpoints every %s take %.1f %% more time (%.1f s against %.1f s in %d rounds)%n",
                    interval,
                    PERCENT * (withMs - withoutMs) / withoutMs,
                    withMs / MS_PER_SECOND,
                    withoutMs / MS_PER_SECOND,
                    rounds);
        }
        return Main.DONE;
    }

    private Timed run(EmbeddedFlink flink, JobConfig job, String name, String every, Path folder) throws Exception {
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
                env, config, new OffsetBounds(new TopicPartition(config.topics().examples(), 0), 0, examples));
        flink.submit(env.getStreamGraph()).await();
        List<Long> times = new ArrayList<>();
        try (TopicReader reader = new TopicReader(config.kafka().bootstrap(), Map.of(), "reports." + name)) {
            reader.forEach(record -> times.add(record.timestamp()));
        }
        if (times.isEmpty()) {
            throw new IllegalStateException("run " + name + " has reported no step");
        }
        long ms = times.get(times.size() - 1) - times.get(0);
        return new Timed(
                ms,
                times.size(),
                every.equals(NEVER) ? 0 : ms / config.checkpoint().interval().toMillis());
    }
}

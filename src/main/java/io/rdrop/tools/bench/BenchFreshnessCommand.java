package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long it takes until what was sent as an example is in a prediction, and what that costs. */
@Command(
        name = "freshness",
        description = {
            "From an example that is sent to the first prediction read by a version that holds it, with a training job and a"
                    + " scoring job beside each other; then examples per second with that freshness and with a version each"
                    + " --beside.",
            "Broker, cluster, sender and reader are in this process and share its processors. The default pool learns, unless"
                    + " --set says otherwise."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench freshness",
            "  rdrop bench freshness --data electricity.csv.gz --label class --freshness 2s --rate 1000",
            "  rdrop bench freshness --set learner=single --rate 5000"
        },
        mixinStandardHelpOptions = true)
final class BenchFreshnessCommand implements Callable<Integer> {
    private static final double NS_PER_S = 1e9;
    private static final double PERCENT = 100;
    private static final double WARM_UP_SHARE = 0.2;
    private static final double[] PERCENTILES = {0.5, 0.9, 0.99, 1};

    @Mixin
    private BenchData data = new BenchData();

    @Option(names = "--freshness", paramLabel = "D", description = "What is asked for (default: ${DEFAULT-VALUE}).")
    private String freshness = "2s";

    @Option(
            names = "--beside",
            paramLabel = "D",
            description = "Between versions of the job beside it (default: ${DEFAULT-VALUE}).")
    private String beside = "10s";

    @Option(names = "--rate", paramLabel = "N", description = "Examples per second (default: ${DEFAULT-VALUE}).")
    private double rate = 1_000;

    @Option(names = "--seconds", paramLabel = "N", description = "How long they are sent (default: ${DEFAULT-VALUE}).")
    private int seconds = 40;

    @Option(
            names = "--each",
            paramLabel = "N",
            description = "A record is predicted for so many examples (default: ${DEFAULT-VALUE}).")
    private int each = 4;

    @Option(
            names = "--records",
            paramLabel = "N",
            description =
                    "Examples of each run of which the throughput is measured; 0 for none (default: ${DEFAULT-VALUE}).")
    private long records = 100_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of either side (default: ${DEFAULT-VALUE}).")
    private int rounds = 2;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (!(rate > 0) || seconds < 10 || each < 1 || records < 0 || rounds < 1) {
            throw new ConfigException("--rate, --each and --rounds must be above 0, --seconds at least 10 and --records"
                    + " at least 0 but were " + rate + ", " + each + ", " + rounds + ", " + seconds + ", " + records);
        }
        BenchCase fresh = bench("freshness=" + freshness);
        BenchCase slow = bench("checkpoint.interval=" + beside, "registry.interval=0s");
        out.println(Hardware.describe());
        out.println(fresh.title());
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(scratch.path().resolve("kafka"));
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(2))) {
            Place place = new Place(kafka.bootstrap(), scratch.path(), flink);
            delays(fresh, place);
            if (records > 0) {
                throughput(fresh, slow, place);
            }
        }
        return ExitCode.OK;
    }

    /** Where it runs. */
    private record Place(String bootstrap, Path folder, EmbeddedFlink flink) {}

    /** Intervals must be chosen when the job is made: afterwards all are set. */
    private BenchCase bench(String... rhythm) throws IOException {
        return data.pool(data.over(List.of(rhythm)));
    }

    /** Until what was sent is in a prediction. */
    private void delays(BenchCase bench, Place place) throws Exception {
        JobConfig job = job(bench, "fresh", place);
        EmbeddedFlink flink = place.flink();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, job, null);
        EmbeddedJob training = flink.submit(env.getStreamGraph());
        try (ScoringRun scoring = ScoringRun.start(flink, job)) {
            Duration tail = job.checkpoint().interval().multipliedBy(3).plusSeconds(2);
            FreshnessLoad.Observed seen =
                    new FreshnessLoad(scoring.config(), rate, (int) Math.round(rate * seconds), each).run(bench, tail);
            print(seen, job);
        } finally {
            training.cancel();
            training.await();
        }
    }

    private void print(FreshnessLoad.Observed seen, JobConfig job) throws IOException {
        ModelRegistry registry = new ModelRegistry(
                new LocalRegistryStorage(Path.of(job.registry().directory())), Clock.systemUTC());
        double[] delays = new double[seen.sentNs().length];
        int next = 0;
        for (Map.Entry<Long, Long> version : seen.firstNs().entrySet()) {
            // All examples are in one partition and of one model: a version holds the first so many.
            long holds =
                    registry.manifest(Example.DEFAULT_MODEL, version.getKey()).examples();
            for (; next < Math.min(holds, delays.length); next++) {
                delays[next] = (version.getValue() - seen.sentNs()[next]) / NS_PER_S;
            }
        }
        int first = (int) (WARM_UP_SHARE * delays.length);
        // The last few may wait for their micro-batch to be full.
        int missing = delays.length - next;
        if (next <= first || missing > job.microBatch().examples()) {
            throw new IllegalStateException("only " + next + " of " + delays.length
                    + " examples came into a version that predicted: --rate " + rate + " is more than is learned here");
        }
        double[] sorted = Arrays.copyOfRange(delays, first, next);
        Arrays.sort(sorted);
        out.printf(Locale.ROOT, "sent to predicted by, freshness %s, %,.0f examples/s:", freshness, rate);
        for (double percentile : PERCENTILES) {
            out.printf(
                    Locale.ROOT,
                    " %s %.2f s",
                    percentile == 1 ? "longest" : String.format(Locale.ROOT, "p%.0f", percentile * PERCENT),
                    sorted[(int) Math.min(sorted.length - 1, Math.floor(percentile * sorted.length))]);
        }
        out.printf(Locale.ROOT, " (%d versions, %,d examples)%n", seen.firstNs().size(), sorted.length);
    }

    /** As fast as it learns, with versions of either rhythm in turn. */
    private void throughput(BenchCase fresh, BenchCase slow, Place place) throws Exception {
        JobConfig filled = JobConfigs.with(job(fresh, "full", place), List.of("topics.examples=full"));
        BenchTopic.fill(filled, 1, records, index -> 0, fresh::record);
        List<Double> freshRates = new ArrayList<>();
        List<Double> slowRates = new ArrayList<>();
        run(slow, "warm-up", place); // not counted
        for (int round = 0; round < rounds; round++) {
            // A B, B A: neither side has the warmer process.
            for (boolean isFresh : round % 2 == 0 ? List.of(true, false) : List.of(false, true)) {
                String name = (isFresh ? "full-fresh-" : "full-slow-") + round;
                double examplesPerSecond = run(isFresh ? fresh : slow, name, place);
                (isFresh ? freshRates : slowRates).add(examplesPerSecond);
                out.printf(
                        Locale.ROOT,
                        "%-18s %,10.0f examples/s%n",
                        isFresh ? "freshness " + freshness : "every " + beside,
                        examplesPerSecond);
            }
        }
        double with = BenchPipelineCommand.median(freshRates, Double::doubleValue);
        double without = BenchPipelineCommand.median(slowRates, Double::doubleValue);
        out.printf(
                Locale.ROOT,
                "freshness %s costs %.1f %% of the throughput%n",
                freshness,
                PERCENT * (1 - with / without));
    }

    private double run(BenchCase bench, String name, Place place) throws Exception {
        JobConfig job = JobConfigs.with(job(bench, name, place), List.of("topics.examples=full"));
        OffsetBounds bounds = new OffsetBounds(new TopicPartition("full", 0), 0, records);
        return BenchRun.of(place.flink(), job, bounds, records).rate();
    }

    private static JobConfig job(BenchCase bench, String name, Place place) {
        return JobConfigs.with(
                bench.job(),
                List.of(
                        "name=" + name,
                        "kafka.bootstrap=" + place.bootstrap(),
                        "topics.examples=" + name + ".examples",
                        "topics.rejected=" + name + ".rejected",
                        "topics.models=" + name + ".models",
                        "scoring.topic=" + name + ".records",
                        "scoring.predictions=" + name + ".predictions",
                        "scoring.rejected=" + name + ".records.rejected",
                        "metrics.enabled=false",
                        "registry.keep=100000",
                        "registry.directory=\"" + place.folder().resolve(name).toAbsolutePath() + "\""));
    }
}

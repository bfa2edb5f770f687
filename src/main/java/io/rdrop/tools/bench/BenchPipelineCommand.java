package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.RecordFormat;
import io.rdrop.example.Example;
import io.rdrop.job.OffsetBounds;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.report.LastFifth;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the pipeline costs beside the learner that it feeds. */
@Command(
        name = "pipeline",
        description = {
            "What Kafka and Flink cost: the whole pipeline beside the bare learner on the same records, in one run.",
            "A topic is filled first and then drained by the job. The bare learner encodes, predicts, scores and trains in one"
                    + " thread over examples in memory. Both end with the same weights. One run of the job before them is not"
                    + " counted. Without --data the records come from a generator, and two networks are measured."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench pipeline",
            "  rdrop bench pipeline --peer python",
            "  rdrop bench pipeline --hidden 64 --batch 32 --features 54 --set r-drop.passes=1",
            "  rdrop bench pipeline --data electricity.csv.gz --label class"
        },
        mixinStandardHelpOptions = true)
final class BenchPipelineCommand implements Callable<Integer> {
    private static final int SCORE_DECIMALS = 4;
    private static final int LEAST_RECORDS = 20_000;
    private static final int MOST_RECORDS = 600_000;
    private static final int WARM_UP = 20_000;
    private static final long PEER_RECORDS = 60_000;

    @Mixin
    private BenchData data = new BenchData();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Runs of each, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "4",
            description = "About how long the bare learner takes in a round (default: ${DEFAULT-VALUE}).")
    private double seconds = 4;

    @Option(
            names = "--peer",
            paramLabel = "PEER",
            description = "python: also a consumer in Python with PyTorch, on the same broker and records.")
    private @Nullable String peer;

    @Option(names = "--bare-only", description = "Only the bare learner on --data, with its scores.")
    private boolean bareOnly;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new ConfigException("--rounds must be >= 1 but was " + rounds);
        }
        if (!(seconds > 0)) {
            throw new ConfigException("--seconds must be > 0 but was " + seconds);
        }
        @Nullable
        PythonPeer python = Python.peer(peer, PythonPeer.SCRIPT, data.file(), out)
                .map(PythonPeer::new)
                .orElse(null);
        List<BenchCase> cases = data.networks();
        RecordFormat format = cases.get(0).job().input().format();
        if (python != null && format != RecordFormat.JSON) {
            throw new ConfigException("--peer python reads JSON but input.format is " + format);
        }
        if (bareOnly) {
            bare(cases.get(0));
            return ExitCode.OK;
        }
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            for (int i = 0; i < cases.size(); i++) {
                measure(cases.get(i), "bench-" + i, kafka.bootstrap(), flink, scratch.path(), python);
            }
        }
        return ExitCode.OK;
    }

    private void bare(BenchCase bench) {
        int records = bench.records().size();
        BareRun.of(bench, Math.min(records, WARM_UP));
        BareRun run = BareRun.of(bench, records);
        out.printf(
                Locale.ROOT,
                "bare learner  %,10.0f examples/s  %s%n",
                run.rate(),
                ScoreText.all(run.last().cumulative(), SCORE_DECIMALS));
        out.printf("last fifth    %s%n", ScoreText.all(LastFifth.ofScores(run.curve()), SCORE_DECIMALS));
    }

    private void measure(
            BenchCase bench,
            String topic,
            String bootstrap,
            EmbeddedFlink flink,
            Path scratch,
            @Nullable PythonPeer python)
            throws Exception {
        BareRun.of(bench, WARM_UP);
        double expected = BareRun.of(bench, WARM_UP).learnRate();
        long records = Math.round(Math.max(LEAST_RECORDS, Math.min(MOST_RECORDS, expected * seconds)));
        out.printf(
                Locale.ROOT,
                "%n%s: %,d records of %,.0f bytes, %d rounds, medians%n",
                bench.title(),
                records,
                bench.recordBytes(),
                rounds);
        JobConfig job =
                JobConfigs.with(bench.job(), List.of("kafka.bootstrap=" + bootstrap, "topics.examples=" + topic));
        BenchTopic.fill(job, 1, records, index -> 0, bench::record);
        List<BareRun> bare = new ArrayList<>();
        List<BenchRun> pipeline = new ArrayList<>();
        OffsetBounds bounds = new OffsetBounds(new TopicPartition(topic, 0), 0, records);
        // Not counted: the virtual machine compiles Kafka's and Flink's code for some seconds, and a job runs for days.
        run(flink, job, scratch.resolve(topic + "-warm-up"), bounds, records);
        for (int round = 0; round < rounds; round++) {
            bare.add(BareRun.of(bench, records));
            Path models = scratch.resolve(topic + "-" + round);
            pipeline.add(run(flink, job, models, bounds, records));
            requireSameState(bare.get(round), models);
        }
        double rate = print(bare, pipeline);
        if (python != null) {
            List<Double> rates = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                rates.add(python.rate(bootstrap, topic, Math.min(records, PEER_RECORDS), bench));
            }
            double peerRate = median(rates, Double::doubleValue);
            out.printf(
                    Locale.ROOT,
                    "  Python consumer  %,10.0f examples/s  (confluent-kafka, PyTorch); Kafka -> trained is %.1f times as"
                            + " fast%n",
                    peerRate,
                    rate / peerRate);
        }
    }

    private static BenchRun run(EmbeddedFlink flink, JobConfig job, Path models, OffsetBounds bounds, long records)
            throws Exception {
        JobConfig thisRun = JobConfigs.with(
                job,
                List.of(
                        // Each run has transactions of its own.
                        "name=" + job.name() + "-" + models.getFileName(),
                        "registry.directory=\"" + models.toAbsolutePath() + "\""));
        return BenchRun.of(flink, thisRun, bounds, records);
    }

    /** A pipeline that learned something else would not be the same work. */
    private static void requireSameState(BareRun bare, Path models) throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
        long newest = registry.newest(Example.DEFAULT_MODEL).orElseThrow();
        String state = registry.manifest(Example.DEFAULT_MODEL, newest).stateSha256();
        if (!state.equals(bare.stateSha256())) {
            throw new IllegalStateException(
                    "the job ended with state " + state + " but the bare learner with " + bare.stateSha256());
        }
    }

    private double print(List<BareRun> bare, List<BenchRun> pipeline) {
        double learn = median(bare, BareRun::learnNanos);
        double decode = median(bare, BareRun::decodeNanos);
        double rate = median(pipeline, BenchRun::rate);
        out.printf(
                Locale.ROOT, "  bare learner     %,10.0f examples/s  (encode, predict, score, train)%n", 1e9 / learn);
        out.printf(Locale.ROOT, "  bare decoding    %,10.0f examples/s%n", 1e9 / decode);
        out.printf(
                Locale.ROOT,
                "  Kafka -> trained %,10.0f examples/s  %.2f times the bare learner's time%n",
                rate,
                1e9 / learn / rate);
        out.printf(Locale.ROOT, "  %-20s %12s %20s%n", "threads", "CPU µs/example", "bytes made/example");
        for (ThreadCosts.Work work : ThreadCosts.Work.values()) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %12.2f %20.0f%n",
                    work.title(),
                    median(pipeline, run -> run.costs().cpuNanos().getOrDefault(work, 0L) / run.examples() / 1e3),
                    median(pipeline, run -> run.costs().bytes().getOrDefault(work, 0L) / run.examples()));
        }
        return rate;
    }

    static <T> double median(List<T> measured, ToDoubleFunction<T> value) {
        return new Median().evaluate(measured.stream().mapToDouble(value).toArray());
    }
}

package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.TrainingJob;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a job does when examples come faster than it learns. */
@Command(
        name = "backlog",
        description = {
            "Examples at a usual rate, then several times as fast, then at the usual rate again: how far a pool with lag.target"
                    + " falls behind, by how many levels it gives way, and what it scores; then a single network on the same.",
            "Broker, cluster and sender are in this process and share its processors."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench backlog",
            "  rdrop bench backlog --data electricity.csv.gz --label class --rate 2000 --times 10 --seconds 90"
        },
        mixinStandardHelpOptions = true)
final class BenchBacklogCommand implements Callable<Integer> {
    private static final double NS_PER_S = 1e9;
    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    private BenchData data = new BenchData();

    @Option(names = "--target", paramLabel = "D", description = "lag.target (default: ${DEFAULT-VALUE}).")
    private String target = "10s";

    @Option(names = "--rate", paramLabel = "N", description = "Usual examples per second (default: ${DEFAULT-VALUE}).")
    private double rate = 2_000;

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "How many times as fast they come in between (default: ${DEFAULT-VALUE}).")
    private double times = 10;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each of the three rates lasts (default: ${DEFAULT-VALUE}).")
    private int seconds = 90;

    @Option(names = "--each", paramLabel = "N", description = "Seconds between lines (default: ${DEFAULT-VALUE}).")
    private int each = 5;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (!(rate > 0) || !(times >= 1) || seconds < 1 || each < 1) {
            throw new ConfigException("--rate, --seconds and --each must be above 0 and --times at least 1 but were "
                    + rate + ", " + seconds + ", " + each + ", " + times);
        }
        out.println(Hardware.describe());
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(scratch.path().resolve("kafka"));
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            BenchCase pool = bench("topics.control=pool.control", "lag.target=" + target);
            measure(pool, pool.title() + ", lag.target " + target, job(pool, "pool", kafka, scratch), flink);
            BenchCase single = bench("learner=single");
            measure(single, single.title() + ", a single network", job(single, "single", kafka, scratch), flink);
        }
        return ExitCode.OK;
    }

    private BenchCase bench(String... more) throws IOException {
        List<String> settings = new ArrayList<>(data.overrides());
        settings.addAll(List.of(more));
        return data.pool(settings);
    }

    private void measure(BenchCase bench, String title, JobConfig job, EmbeddedFlink flink) throws Exception {
        out.printf(
                "%n%s%n%7s %9s %9s %6s %7s %9s %9s%n",
                title, "second", "sent/s", "learned/s", "level", "behind", "accuracy", "log-loss");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, job, null);
        EmbeddedJob running = flink.submit(env.getStreamGraph());
        try {
            BacklogLoad.Progress load = new BacklogLoad(job, List.of(rate, rate * times, rate), seconds).start(bench);
            watch(load, job, running);
            out.printf(
                    Locale.ROOT,
                    "all %,.0f examples: accuracy %.4f, log-loss %.4f%n",
                    trained(job),
                    gauge(Meters.PREQUENTIAL_ACCURACY, job, "cumulative"),
                    gauge(Meters.LOG_LOSS, job, "cumulative"));
        } finally {
            running.cancel();
            running.await();
        }
    }

    /** A line each few seconds, until all is learned that was sent and could fill a micro-batch. */
    private void watch(BacklogLoad.Progress load, JobConfig job, EmbeddedJob running) throws Exception {
        long beganNs = System.nanoTime();
        long sentBefore = 0;
        double trainedBefore = 0;
        double before = 0;
        int lines = 1;
        while (!load.isDone() || load.sent() - trained(job) >= job.microBatch().examples()) {
            if (running.await(POLL).isPresent()) {
                throw new IllegalStateException("the job ended");
            }
            double second = (System.nanoTime() - beganNs) / NS_PER_S;
            if (second >= lines * each) {
                lines++;
                out.printf(
                        Locale.ROOT,
                        "%7.0f %,9.0f %,9.0f %6.0f %5.1f s %9.4f %9.4f%n",
                        second,
                        (load.sent() - sentBefore) / (second - before),
                        (trained(job) - trainedBefore) / (second - before),
                        gauge(Meters.LAG_LEVEL, job, null),
                        gauge(Meters.LAG_DELAY, job, null),
                        gauge(Meters.PREQUENTIAL_ACCURACY, job, "window"),
                        gauge(Meters.LOG_LOSS, job, "window"));
                before = second;
                sentBefore = load.sent();
                trainedBefore = trained(job);
            }
        }
    }

    private static double trained(JobConfig job) {
        return series(Meters.EXAMPLES, job, "outcome=\"trained\"");
    }

    private static double gauge(Meters meter, JobConfig job, @Nullable String scores) {
        return series(meter, job, scores == null ? "" : "scores=\"" + scores + "\"");
    }

    /** The first series of a meter with this job and label; 0 if there is none. */
    private static double series(Meters meter, JobConfig job, String labelled) {
        @Nullable MetricsEndpoint endpoint = MetricsEndpoint.current();
        String name = "job_name=\"" + job.name() + "\"";
        return endpoint == null
                ? 0
                : endpoint.scrape()
                        .lines()
                        .filter(line -> line.startsWith(meter.series()) && line.contains(name))
                        .filter(line -> line.contains(labelled))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .findFirst()
                        .orElse(0);
    }

    private static JobConfig job(BenchCase bench, String name, EmbeddedKafka kafka, BenchFolder scratch) {
        return JobConfigs.with(
                bench.job(),
                List.of(
                        "name=" + name,
                        "kafka.bootstrap=" + kafka.bootstrap(),
                        "topics.examples=" + name + ".examples",
                        "topics.rejected=" + name + ".rejected",
                        "topics.models=" + name + ".models",
                        "metrics.enabled=false",
                        "registry.directory=\"" + scratch.path().resolve(name).toAbsolutePath() + "\""));
    }
}

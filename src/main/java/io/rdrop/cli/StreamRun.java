package io.rdrop.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.embedded.EmbeddedFlink;
import io.rdrop.embedded.EmbeddedJob;
import io.rdrop.embedded.FlinkSettings;
import io.rdrop.feed.FormattedRecords;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.report.DriftPoint;
import io.rdrop.report.ReportBuilder;
import io.rdrop.telemetry.MetricsEndpoint;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One run of the real job on the embedded cluster: Kafka and Flink start side by side, records are fed while the job learns,
 * progress is shown, and the report is written at the end, also after Ctrl-C.
 */
final class StreamRun {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String REPORTS_TOPIC = "step.reports";
    private static final int RESTARTS = 3;
    private static final double ENDLESS_PER_SECOND = 1_000;

    private final Options options;
    private final PrintStream out;

    /**
     * What a run needs to know.
     *
     * @param job the job as the user configured it
     * @param bootstrap an existing Kafka; null starts one
     * @param directory where everything goes
     * @param records how many records there are; 0 for no end
     * @param source opens the records to feed
     * @param driftPointsBefore where the first so many records are known to change
     * @param report collects what is reported; title, facts and drift points are already in it
     */
    record Options(
            JobConfig job,
            @Nullable String bootstrap,
            RunDirectory directory,
            long records,
            Iterable<byte[]> source,
            LongFunction<List<DriftPoint>> driftPointsBefore,
            ReportBuilder report) {}

    StreamRun(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Runs to the end of the records, or until Ctrl-C. */
    RunOutcome run() throws Exception {
        long startedMs = System.currentTimeMillis();
        StopRequest stop = new StopRequest();
        Interrupts interrupts = Interrupts.install(stop::request);
        int slots = options.job().parallelism();
        CompletableFuture<EmbeddedFlink> flinkStart = start(
                () -> EmbeddedFlink.start(FlinkSettings.ofSlots(slots).withRestarts(RESTARTS, Duration.ofSeconds(1))));
        try (KafkaConnection kafka = KafkaConnection.open(options.bootstrap());
                EmbeddedFlink flink = flinkStart.get()) {
            JobConfig job = effective(kafka.bootstrap());
            KafkaTopics.ensure(job);
            out.println("Kafka         " + kafka.bootstrap() + (kafka.embedded() ? "  (embedded)" : ""));
            out.println("Flink         " + flink.webUrl() + "  (embedded)");
            TopicPartition partition = new TopicPartition(job.topics().examples(), 0);
            long from = kafka.endOffset(job, partition);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TrainingJob.prepare(
                    env,
                    job,
                    new OffsetBounds(partition, from, options.records() == 0 ? null : from + options.records()));
            try (JobOutputs outputs = new JobOutputs(job, REPORTS_TOPIC, options.report()::add);
                    BackgroundFeed feed =
                            BackgroundFeed.start(new FormattedRecords(options.source(), job), perSecond(), job)) {
                EmbeddedJob running = flink.submit(env.getStreamGraph());
                follow(running, outputs, feed, stop);
                outputs.drain();
                return new RunOutcome(
                        outputs.trained(),
                        outputs.rejected(),
                        outputs.rejectedByReason(),
                        feed.sent(),
                        interrupts.stopRequested(),
                        Duration.ofMillis(System.currentTimeMillis() - startedMs));
            }
        }
    }

    /** A stream without end must not outrun the training: what waits would fill the disk. */
    private double perSecond() {
        return options.records() == 0 ? ENDLESS_PER_SECOND : Double.POSITIVE_INFINITY;
    }

    private JobConfig effective(String bootstrap) {
        return JobConfigs.with(
                options.job(),
                List.of(
                        "kafka.bootstrap=" + bootstrap,
                        "topics.reports=" + REPORTS_TOPIC,
                        "topics.partitions=1",
                        "registry.directory=\"" + options.directory().models().toAbsolutePath() + "\""));
    }

    private void follow(EmbeddedJob job, JobOutputs outputs, BackgroundFeed feed, StopRequest stop) throws Exception {
        ProgressLine line = new ProgressLine(out, Terminal.isInteractive(), options.records());
        boolean metricsShown = false;
        boolean stopping = false;
        while (job.await(Duration.ZERO).isEmpty()) {
            outputs.poll(POLL);
            feed.check();
            if (!metricsShown && outputs.last() != null) {
                metricsShown = true;
                showMetrics();
            }
            if (outputs.last() != null) {
                line.show(System.currentTimeMillis(), outputs.trained(), outputs.rejected(), outputs.last());
            }
            if (stop.requested() && !stopping) {
                stopping = true;
                out.println();
                out.println("Stopping: training on what has arrived, saving the model (Ctrl-C again to give up)");
                Path savepoint =
                        Path.of(job.stopWithSavepoint(options.directory().savepoints(), true));
                out.println("Savepoint     " + savepoint);
            }
        }
        outputs.drain();
        line.end(outputs.trained(), outputs.rejected(), outputs.last());
    }

    private void showMetrics() {
        MetricsEndpoint endpoint = MetricsEndpoint.current();
        if (endpoint != null && endpoint.uri() != null) {
            out.println("Metrics       " + endpoint.uri());
        }
    }

    private static <T> CompletableFuture<T> start(Callable<T> start) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(start.call());
                    } catch (Exception e) {
                        future.completeExceptionally(e);
                    }
                },
                "start-flink");
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}

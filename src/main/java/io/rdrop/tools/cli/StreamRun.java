package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.task.Task;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.feed.files.FormattedRecords;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.live.Phase;
import io.rdrop.tools.report.DriftPoint;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ScoreText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the real job on the embedded cluster: Kafka and Flink start side by side, records are fed while the job learns,
 * progress is shown, and the report is written at the end, also after Ctrl-C.
 */
final class StreamRun {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);
    private static final Duration POLL = Duration.ofMillis(100);
    static final String REPORTS_TOPIC = "training.steps";
    private static final long SHOW_NANOS = Duration.ofMillis(500).toNanos();
    /** With waits of 1, 2, 4, 8, 16 s and then 30 s: a broker or a registry may be away for minutes. */
    private static final int RESTARTS = 10;

    static final Duration FIRST_RESTART = Duration.ofSeconds(1);
    static final Duration LONGEST_RESTART = Duration.ofSeconds(30);
    /** On the live page, of a stream without end; the report at the end has all. */
    private static final int SHOWN_DRIFTS = 12;

    private static final double ENDLESS_PER_SECOND = 1_000;

    private final Options options;
    private final TaskTerms terms;
    private final LiveRun live;
    private final PrintStream out;
    private double shownNanos = Double.NEGATIVE_INFINITY;

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

    StreamRun(Options options, LiveRun live, PrintStream out) {
        this.options = options;
        terms = Task.of(options.job()).terms();
        this.live = live;
        this.out = out;
    }

    /** Runs to the end of the records, or until Ctrl-C. */
    RunOutcome run() throws Exception {
        long startedMs = System.currentTimeMillis();
        StopRequest stop = new StopRequest();
        Interrupts interrupts = Interrupts.install(stop::request);
        FlinkSettings settings = FlinkSettings.ofSlots(options.job().parallelism())
                .withRestarts(RESTARTS, FIRST_RESTART, LONGEST_RESTART)
                .withCheckpoints(options.directory().checkpoints());
        CompletableFuture<EmbeddedFlink> flinkStart = start(() -> EmbeddedFlink.start(settings));
        try (KafkaConnection kafka = KafkaConnection.open(options.bootstrap());
                EmbeddedFlink flink = flinkStart.get()) {
            JobConfig job = effective(kafka.bootstrap());
            KafkaTopics.ensure(job);
            out.println("Kafka         " + kafka.bootstrap() + (kafka.embedded() ? "  (embedded)" : ""));
            out.println("Flink         " + flink.webUrl() + "  (embedded)");
            live.link("Flink", flink.webUrl().toString());
            TopicPartition partition =
                    new TopicPartition(JobConfigs.resolved(job).topics().examples(), 0);
            long from = kafka.endOffset(job, partition);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TrainingJob.prepare(
                    env,
                    job,
                    new OffsetBounds(partition, from, options.records() == 0 ? null : from + options.records()));
            try (JobOutputs outputs = new JobOutputs(job, reportsTopic(), options.report()::add, live::committed);
                    BackgroundFeed feed =
                            BackgroundFeed.start(new FormattedRecords(options.source(), job), perSecond(), job)) {
                EmbeddedJob running = flink.submit(env.getStreamGraph());
                follow(running, outputs, feed, stop);
                outputs.drain();
                show(outputs);
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

    private String reportsTopic() {
        String named = options.job().topics().reports();
        return named == null ? REPORTS_TOPIC : named;
    }

    private JobConfig effective(String bootstrap) {
        return JobConfigs.with(
                options.job(),
                List.of(
                        "kafka.bootstrap=" + bootstrap,
                        "topics.reports=\"" + reportsTopic() + "\"",
                        "topics.partitions=1",
                        "registry.directory=\"" + options.directory().models().toAbsolutePath() + "\""));
    }

    private void follow(EmbeddedJob job, JobOutputs outputs, BackgroundFeed feed, StopRequest stop) throws Exception {
        ProgressLine line = new ProgressLine(out, Terminal.isInteractive(), options.records());
        boolean metricsShown = false;
        boolean stopping = false;
        RestartNotice restarts = new RestartNotice(out);
        while (job.await(Duration.ZERO).isEmpty()) {
            outputs.poll(POLL);
            feed.check();
            if (!metricsShown && outputs.last() != null) {
                metricsShown = true;
                showMetrics();
            }
            if (System.nanoTime() - shownNanos > SHOW_NANOS) {
                restarts.look(job);
                show(outputs);
                live.phase(stopping ? Phase.STOPPING : phase(job, outputs));
            }
            if (outputs.last() != null) {
                line.show(System.currentTimeMillis(), outputs.trained(), outputs.rejected(), step(outputs));
            }
            if (stop.requested() && !stopping) {
                stopping = true;
                live.phase(Phase.STOPPING);
                out.println();
                out.println("Stopping: training on what has arrived, saving the model (Ctrl-C again to give up)");
                Path savepoint =
                        Path.of(job.stopWithSavepoint(options.directory().savepoints(), true));
                out.println("Savepoint     " + savepoint);
            }
        }
        outputs.drain();
        line.end(outputs.trained(), outputs.rejected(), step(outputs));
    }

    private String step(JobOutputs outputs) {
        StepReport last = outputs.last();
        return last == null ? "" : ScoreText.step(terms, last);
    }

    /** What the report knows of steps it is told as they come; the rest is told here. */
    private void show(JobOutputs outputs) {
        shownNanos = System.nanoTime();
        long read = outputs.trained() + outputs.rejected();
        List<DriftPoint> drifts = options.driftPointsBefore().apply(read);
        options.report()
                .read(read)
                .rejected(outputs.rejectedByReason())
                .driftPoints(drifts.subList(Math.max(0, drifts.size() - SHOWN_DRIFTS), drifts.size()));
        if (outputs.last() != null) {
            live.trained(outputs.trained());
        }
    }

    private static Phase phase(EmbeddedJob job, JobOutputs outputs) throws InterruptedException {
        if (outputs.last() == null) {
            return Phase.STARTING;
        }
        try {
            JobStatus status = job.status();
            return status == JobStatus.RUNNING || status.isTerminalState() ? Phase.LEARNING : Phase.RESTARTING;
        } catch (JobExecutionException e) {
            // A busy cluster that is late to answer is no reason for a run to fail; should it have failed, await says
            // so.
            LOG.debug("no status of the job", e);
            return Phase.LEARNING;
        }
    }

    private void showMetrics() {
        MetricsEndpoint endpoint = MetricsEndpoint.current();
        if (endpoint != null && endpoint.uri() != null) {
            out.println("Metrics       " + endpoint.uri());
            live.link("Metrics", endpoint.uri().toString());
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

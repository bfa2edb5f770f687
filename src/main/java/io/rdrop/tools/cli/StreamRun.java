package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.SnapshotRequest;
import io.rdrop.job.TrainingJob;
import io.rdrop.task.Task;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.embedded.SavedState;
import io.rdrop.tools.feed.files.FormattedRecords;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.live.Phase;
import io.rdrop.tools.report.DriftPoint;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the real job on the embedded cluster: Kafka and Flink start side by side, records are fed while the job
 * learns, progress is shown, and the report is written at the end, also after Ctrl-C.
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
    /** Also of a job that fails: it may be gone on from them. */
    private static final Configuration KEPT_CHECKPOINTS = new Configuration()
            .set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);

    private final Options options;
    private final TaskTerms terms;
    private final LiveRun live;
    private final Terminal terminal;
    private final Startup startup;
    private final StopRequest stop;
    private final SnapshotRequest snapshots = new SnapshotRequest();
    private double shownNanos = Double.NEGATIVE_INFINITY;
    private boolean stopped;

    /**
     * What a run needs to know.
     *
     * @param job the job as the user configured it
     * @param directory where everything goes
     * @param file what is kept of the run
     * @param resumed whether it was begun before
     * @param source opens the records to feed
     * @param driftPointsBefore where the first so many records are known to change
     * @param report collects what is reported; title, facts and drift points are already in it
     */
    record Options(
            JobConfig job,
            RunDirectory directory,
            RunFile file,
            boolean resumed,
            Iterable<byte[]> source,
            LongFunction<List<DriftPoint>> driftPointsBefore,
            ReportBuilder report) {
        /** How many records there are; 0 for no end. */
        long records() {
            return file.records();
        }
    }

    /**
     * A run that is about to start.
     *
     * @param startup says what is being started, and is closed when there is progress to show
     * @param stop asks for a clean stop
     */
    StreamRun(Options options, LiveRun live, Terminal terminal, Startup startup, StopRequest stop) {
        this.options = options;
        terms = Task.of(options.job()).terms();
        this.live = live;
        this.terminal = terminal;
        this.startup = startup;
        this.stop = stop;
    }

    /**
     * Runs to the end of the records, or until it is asked to stop; goes on from what there is, if it was begun before.
     */
    RunOutcome run() throws Exception {
        long startedMs = System.currentTimeMillis();
        RunDirectory directory = options.directory();
        FlinkSettings settings = FlinkSettings.ofSlots(options.job().parallelism())
                .withRestarts(RESTARTS, FIRST_RESTART, LONGEST_RESTART)
                .withCheckpoints(directory.checkpoints());
        CompletableFuture<EmbeddedFlink> flinkStart = start(() -> EmbeddedFlink.start(settings));
        try (KafkaConnection kafka = KafkaConnection.open(options.file().bootstrap(), directory.kafka());
                EmbeddedFlink flink = flinkStart.get()) {
            terminal.say("Kafka         " + kafka.bootstrap() + (kafka.embedded() ? "  (embedded)" : ""));
            terminal.say("Flink         " + flink.webUrl() + "  (embedded)");
            startup.now("Creating topics");
            JobConfig job = effective(options.job(), kafka.bootstrap(), directory);
            KafkaTopics.ensure(job);
            live.link("Flink", flink.webUrl().toString());
            TopicPartition partition =
                    new TopicPartition(JobConfigs.resolved(job).topics().examples(), 0);
            long end = kafka.endOffset(job, partition);
            RunFile run = options.resumed()
                    ? options.file().with(RunFile.State.RUNNING)
                    : options.file().begun(end, startedMs);
            run.write(directory);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.configure(KEPT_CHECKPOINTS);
            TrainingJob.prepare(
                    env,
                    job,
                    new OffsetBounds(
                            partition, run.from(), options.records() == 0 ? null : run.from() + options.records()),
                    snapshots);
            Iterable<byte[]> records = new SkippedRecords(options.source(), end - run.from());
            try (JobOutputs outputs = new JobOutputs(
                            job,
                            reportsTopic(options.job()),
                            options.report(),
                            live::committed,
                            live::answered,
                            options.resumed() ? run.startedMs() : null);
                    BackgroundFeed feed = BackgroundFeed.start(new FormattedRecords(records, job), perSecond(), job)) {
                startup.now("Starting the job");
                EmbeddedJob running = submit(flink, env.getStreamGraph(), run);
                startup.now("Waiting for the first step");
                Exception failure = null;
                try {
                    follow(running, outputs, feed);
                    outputs.drain();
                } catch (IOException | RuntimeException | JobExecutionException e) {
                    failure = e;
                }
                show(outputs);
                return new RunOutcome(
                        outputs.trained(),
                        outputs.rejected(),
                        outputs.rejectedByReason(),
                        feed.sent(),
                        stopped,
                        failure,
                        Duration.ofMillis(System.currentTimeMillis() - startedMs));
            }
        }
    }

    private EmbeddedJob submit(EmbeddedFlink flink, StreamGraph graph, RunFile run) throws Exception {
        if (!options.resumed()) {
            return flink.submit(graph);
        }
        RunDirectory directory = options.directory();
        Optional<Path> state =
                SavedState.newest(List.of(directory.savepoints(), directory.checkpoints()), run.startedMs());
        if (state.isEmpty()) {
            terminal.say("Going on      from the first record: there was no checkpoint yet");
            return flink.submit(graph);
        }
        terminal.say("Going on      from " + directory.relative(state.get()));
        return flink.submit(graph, state.get().toUri().toString());
    }

    /** A stream without end must not outrun the training: what waits would fill the disk. */
    private double perSecond() {
        return options.records() == 0 ? ENDLESS_PER_SECOND : Double.POSITIVE_INFINITY;
    }

    /** Where a run's job reports its steps. */
    static String reportsTopic(JobConfig job) {
        String named = job.topics().reports();
        return named == null ? REPORTS_TOPIC : named;
    }

    /** The job as it runs in a directory: whatever the configuration says of places, everything is there. */
    static JobConfig effective(JobConfig job, String bootstrap, RunDirectory directory) {
        return JobConfigs.with(
                job,
                List.of(
                        "kafka.bootstrap=" + bootstrap,
                        "topics.reports=\"" + reportsTopic(job) + "\"",
                        "topics.partitions=1",
                        "checkpoint.directory=\""
                                + directory.checkpoints().toAbsolutePath().toUri() + "\"",
                        "registry.directory=\"" + directory.models().toAbsolutePath() + "\""));
    }

    private void follow(EmbeddedJob job, JobOutputs outputs, BackgroundFeed feed)
            throws IOException, InterruptedException, JobExecutionException {
        ProgressLine line = new ProgressLine(terminal, options.records());
        boolean metricsShown = false;
        RestartNotice restarts = new RestartNotice(terminal::say);
        while (job.await(Duration.ZERO).isEmpty()) {
            outputs.poll(POLL);
            feed.check();
            if (!metricsShown && outputs.last() != null) {
                metricsShown = true;
                startup.close();
                showMetrics();
            }
            if (System.nanoTime() - shownNanos > SHOW_NANOS) {
                restarts.look(job);
                show(outputs);
                live.phase(stopped ? Phase.STOPPING : phase(job, outputs));
            }
            if (outputs.last() != null) {
                line.show(System.currentTimeMillis(), outputs.trained(), outputs.rejected(), step(outputs));
            }
            if (stop.requested() && !stopped && job.canTakeSavepoint()) {
                stop(job);
            }
        }
        outputs.drain();
        startup.close();
        line.end(System.currentTimeMillis(), outputs.trained(), outputs.rejected(), step(outputs));
    }

    /**
     * Without a drain: examples that wait for a full micro-batch stay in the savepoint, so that it can be gone on from.
     */
    private void stop(EmbeddedJob job) throws InterruptedException, JobExecutionException {
        stopped = true;
        live.phase(Phase.STOPPING);
        terminal.say("Stopping: saving the model and where it stands (Ctrl-C again to give up)");
        snapshots.ask();
        try {
            String savepoint = job.stopWithSavepoint(options.directory().savepoints(), false);
            terminal.say("Savepoint     " + options.directory().relative(Path.of(URI.create(savepoint))));
        } finally {
            snapshots.withdraw();
        }
    }

    private List<String> step(JobOutputs outputs) {
        StepReport last = outputs.last();
        return last == null ? List.of() : ScoreText.steps(terms, last);
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
            terminal.say("Metrics       " + endpoint.uri());
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

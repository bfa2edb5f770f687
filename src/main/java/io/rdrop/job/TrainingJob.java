package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.task.Task;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * The job's entry point: {@code flink run rdrop-job.jar --config job.yaml}.
 */
@Command(
        name = "job",
        description = "Run the training job of a configuration file.",
        footer = {"", "Examples:", "  flink run -d rdrop-job.jar --config job.yaml"},
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 2,
        exitCodeOnExecutionException = 1)
public class TrainingJob extends ConfiguredJob {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

    /** Of {@code high-availability.type}. */
    private static final String NO_HIGH_AVAILABILITY = "NONE";

    /** For {@code flink run}: throws on failure, as Flink expects of a main method. */
    public static void main(String[] args) throws Exception {
        run(new TrainingJob(), args);
    }

    @Override
    protected void check(JobConfig job) {
        Task.of(job).check(); // examples need a label
        ReadableConfig submission =
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
        if (startsAnew(submission)) {
            Task.of(job).checkFiles();
        }
    }

    /**
     * Whether there can be no state, so that models begin with the files that the configuration names. With a
     * savepoint, and where a JobManager that comes back finds the job's last checkpoint, the state has them.
     */
    static boolean startsAnew(ReadableConfig submission) {
        return submission.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()
                && submission.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase(NO_HIGH_AVAILABILITY);
    }

    @Override
    protected void execute(JobConfig job) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        prepare(env, job, null);
        env.execute(job.name());
    }

    /**
     * Creates the topics and defines the workflow.
     *
     * @param bounds what to read; null for the whole topic, from where the configuration says and for ever
     */
    public static void prepare(StreamExecutionEnvironment env, JobConfig job, @Nullable OffsetBounds bounds)
            throws InterruptedException {
        prepare(env, job, bounds, new SnapshotRequest());
    }

    /** The same; the job may be asked for versions. */
    public static void prepare(
            StreamExecutionEnvironment env, JobConfig job, @Nullable OffsetBounds bounds, SnapshotRequest request)
            throws InterruptedException {
        if (job.scoring().inline() && bounds != null && bounds.to() != null) {
            throw new ConfigException(
                    "scoring.inline answers records for as long as the job runs, but this run ends with its examples: use"
                            + " `rdrop job`, or leave it out");
        }
        LOG.info("effective configuration, training hash {}:\n{}", JobConfigs.trainingHash(job), JobConfigs.print(job));
        KafkaTopics.ensure(job);
        configure(env, JobConfigs.resolved(job));
        TrainingWorkflow.define(env, job, KafkaEndpoints.of(job, bounds), request);
    }
}

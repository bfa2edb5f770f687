package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * The entry point of the job that predicts: {@code flink run -c io.rdrop.job.ScoringJob rdrop-job.jar --config
 * job.yaml}. Records without labels become predictions, by the versions that a training job puts into the registry.
 */
@Command(
        name = "score",
        description = "Run the scoring job of a configuration file.",
        footer = {"", "Examples:", "  flink run -d -c io.rdrop.job.ScoringJob rdrop-job.jar --config job.yaml"},
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 2,
        exitCodeOnExecutionException = 1)
public class ScoringJob extends ConfiguredJob {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringJob.class);

    /** For {@code flink run}: throws on failure, as Flink expects of a main method. */
    public static void main(String[] args) throws Exception {
        run(new ScoringJob(), args);
    }

    /** What the scoring job of a configuration is called, in Flink, metrics and transactions. */
    public static String name(JobConfig job) {
        return job.name() + "-scoring";
    }

    @Override
    protected void check(JobConfig job) {
        if (job.scoring().inline()) {
            throw new ConfigException(
                    "scoring.inline is true: the training job predicts; start that one, or set it to false");
        }
    }

    @Override
    protected void execute(JobConfig job) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        prepare(env, job, null);
        env.execute(name(job));
    }

    /**
     * Creates the topics and defines the workflow.
     *
     * @param bounds what to read; null for the whole topic, from where the configuration says and for ever
     */
    public static void prepare(StreamExecutionEnvironment env, JobConfig job, @Nullable OffsetBounds bounds)
            throws InterruptedException {
        LOG.info("effective configuration of the scoring job:\n{}", JobConfigs.print(job));
        KafkaTopics.ensureScoring(job);
        configureScoring(env, JobConfigs.resolved(job));
        ScoringWorkflow.define(env, job, KafkaEndpoints.scoring(job, bounds));
    }

    static void configureScoring(StreamExecutionEnvironment env, JobConfig job) {
        configure(env, job);
        // While more records wait for a first version than may, no checkpoint completes; that is no failure.
        env.getCheckpointConfig().setTolerableCheckpointFailureNumber(Integer.MAX_VALUE);
    }
}

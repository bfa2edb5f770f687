package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LookedUp;
import io.rdrop.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public class TrainingJob implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The job's YAML; docs/configuration.md lists the keys.")
    private Path config = Path.of("job.yaml");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a key, e.g. --set r-drop.alpha=0.5.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print the effective configuration and stop.")
    private boolean dryRun;

    /** For {@code flink run}: throws on failure, as Flink expects of a main method. */
    public static void main(String[] args) throws Exception {
        CommandLine command = new CommandLine(new TrainingJob());
        command.setExecutionExceptionHandler((exception, line, parsed) -> {
            throw LookedUp.hidden(exception) instanceof Exception hidden ? hidden : exception;
        });
        int exitCode = command.execute(args);
        if (exitCode != 0) {
            // Not the arguments themselves: a --set may hold a secret, and this goes to the cluster's log.
            throw new ConfigException("wrong arguments; see what was printed before this");
        }
    }

    @Override
    public Integer call() throws Exception {
        JobConfig job = JobConfigs.load(config, overrides);
        Task.of(job).codec(); // an Avro schema that does not fit is told here, not by the first subtask
        if (dryRun) {
            System.out.print(JobConfigs.print(job));
            return 0;
        }
        execute(job);
        return 0;
    }

    /** Runs the job on the cluster that this was submitted to. */
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
        LOG.info("effective configuration, training hash {}:\n{}", JobConfigs.trainingHash(job), JobConfigs.print(job));
        KafkaTopics.ensure(job);
        configure(env, JobConfigs.resolved(job));
        TrainingWorkflow.define(env, job, KafkaEndpoints.of(job, bounds), request);
    }

    static void configure(StreamExecutionEnvironment env, JobConfig job) {
        env.setParallelism(job.parallelism());
        env.setMaxParallelism(JobConfig.MAX_PARALLELISM);
        env.getConfig().enableObjectReuse(); // every record is immutable
        env.enableCheckpointing(job.checkpoint().interval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
        if (job.checkpoint().directory() != null) {
            Configuration storage = new Configuration();
            storage.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY, job.checkpoint().directory());
            env.configure(storage);
        }
    }
}

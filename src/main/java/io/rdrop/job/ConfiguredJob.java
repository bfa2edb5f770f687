package io.rdrop.job;

import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LookedUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** A job of a configuration file, and its command line. */
public abstract class ConfiguredJob implements Callable<Integer> {
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
    static void run(ConfiguredJob job, String... args) throws Exception {
        CommandLine command = new CommandLine(job);
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
    public final Integer call() throws Exception {
        JobConfig job = JobConfigs.load(config, overrides);
        ExampleCodecs.unlabelled(job); // an Avro schema that does not fit is told here, not by the first subtask
        check(job);
        if (dryRun) {
            System.out.print(JobConfigs.print(job));
            return 0;
        }
        execute(job);
        return 0;
    }

    /** Refuses what this job in particular cannot do. */
    protected abstract void check(JobConfig job);

    /** Runs the job on the cluster that this was submitted to. */
    protected abstract void execute(JobConfig job) throws Exception;

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

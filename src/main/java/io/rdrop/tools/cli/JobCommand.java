package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.job.TrainingJob;
import picocli.CommandLine.Command;

/** The job without a cluster of its own: on one in this process, until Ctrl-C. */
@Command(
        name = "job",
        description = {
            "Run the training job of a configuration file (what `flink run` runs on a cluster) on a Flink cluster in this process.",
            "Log and, unless checkpoint.directory says otherwise, checkpoints go to a new folder under rdrop-out."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop job --config job.yaml --dry-run",
            "  rdrop job --config job.yaml --set kafka.bootstrap=broker:9092",
            "  flink run -d rdrop-job.jar --config job.yaml"
        },
        mixinStandardHelpOptions = true)
final class JobCommand extends TrainingJob {
    @Override
    protected void execute(JobConfig job) throws Exception {
        InProcessJob.run(job, job.name(), env -> prepare(env, job, null));
    }
}

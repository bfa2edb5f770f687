package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.job.ScoringJob;
import picocli.CommandLine.Command;

/** The scoring job without a cluster of its own: on one in this process, until Ctrl-C. */
@Command(
        name = "score",
        description = {
            "Predict the records of a topic, by the latest versions of a registry's models, until Ctrl-C: the scoring job of a"
                    + " configuration file (what `flink run` runs on a cluster) on a Flink cluster in this process.",
            "Log and, unless checkpoint.directory says otherwise, checkpoints go to a new folder under rdrop-out."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop score --config job.yaml --dry-run",
            "  rdrop score --config job.yaml --set scoring.delivery=exactly-once",
            "  flink run -d -c io.rdrop.job.ScoringJob rdrop-job.jar --config job.yaml"
        },
        mixinStandardHelpOptions = true)
final class ScoreCommand extends ScoringJob {
    @Override
    protected void execute(JobConfig job) throws Exception {
        InProcessJob.run(job, name(job), env -> prepare(env, job, null));
    }
}

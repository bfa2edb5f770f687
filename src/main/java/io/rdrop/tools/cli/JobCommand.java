package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.job.TrainingJob;
import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
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
    private static final Duration LOOK = Duration.ofMillis(500);

    @Override
    protected void execute(JobConfig job) throws Exception {
        PrintStream out = System.out;
        RunDirectory directory = RunDirectory.create(null, job.name());
        LogFile.useUnlessGiven(directory.log());
        out.println("Log           " + LogFile.path());
        StopRequest stop = new StopRequest();
        Interrupts.install(stop::request);
        FlinkSettings settings = FlinkSettings.ofSlots(job.parallelism())
                .withRestarts(Integer.MAX_VALUE, StreamRun.FIRST_RESTART, StreamRun.LONGEST_RESTART)
                .withCheckpoints(directory.checkpoints());
        try (EmbeddedFlink flink = EmbeddedFlink.start(settings)) {
            out.println("Flink         " + flink.webUrl() + "  (embedded)");
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            prepare(env, job, null);
            EmbeddedJob running = flink.submit(env.getStreamGraph());
            RestartNotice restarts = new RestartNotice(out::println);
            boolean stopping = false;
            while (running.await(LOOK).isEmpty()) {
                restarts.look(running);
                if (stop.requested() && !stopping) {
                    stopping = true;
                    out.println("Stopping with a savepoint (Ctrl-C again to give up)");
                    out.println("Savepoint     " + Path.of(running.stopWithSavepoint(directory.savepoints(), false)));
                }
            }
        }
    }
}

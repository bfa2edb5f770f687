package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on a Flink cluster in this process, until Ctrl-C. */
final class InProcessJob {
    private static final Duration LOOK = Duration.ofMillis(500);

    private InProcessJob() {}

    /** Defines what is to run. */
    interface Definition {
        void define(StreamExecutionEnvironment env) throws Exception;
    }

    /** Runs until it ends by itself, or with a savepoint at Ctrl-C. */
    static void run(JobConfig job, String name, Definition definition) throws Exception {
        PrintStream out = System.out;
        RunDirectory directory = RunDirectory.create(null, name);
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
            definition.define(env);
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

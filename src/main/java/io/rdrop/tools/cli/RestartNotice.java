package io.rdrop.tools.cli;

import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.embedded.EmbeddedJob;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.runtime.client.JobExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on the terminal that a job has failed and restarts, and why: once for each failure. */
final class RestartNotice {
    private static final Logger LOG = LoggerFactory.getLogger(RestartNotice.class);

    private final Consumer<String> terminal;
    private long toldMs = Long.MIN_VALUE;

    /** @param terminal takes a line */
    RestartNotice(Consumer<String> terminal) {
        this.terminal = terminal;
    }

    void look(EmbeddedJob job) throws InterruptedException {
        Optional<EmbeddedJob.Failure> failure;
        try {
            failure = job.lastFailure();
        } catch (JobExecutionException e) {
            LOG.debug("the job does not say whether it failed", e); // it ends, or is late to answer: await() says which
            return;
        }
        if (failure.isPresent() && failure.get().atMs() > toldMs) {
            toldMs = failure.get().atMs();
            terminal.accept("The job failed and restarts from its last checkpoint: "
                    + Main.reason(failure.get().cause()).replaceAll("\\s*\\R\\s*", " ") + " (details in "
                    + LogFile.path() + ")");
        }
    }
}

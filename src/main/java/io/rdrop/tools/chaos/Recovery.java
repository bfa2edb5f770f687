package io.rdrop.tools.chaos;

import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.processes.FlinkProcesses;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Watches a job come back. */
final class Recovery {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(20);

    private final FlinkProcesses flink;
    private final JobUnderTest job;
    private final StepWatch steps;
    private final ModelRegistry registry;
    private long trainingMs;

    Recovery(FlinkProcesses flink, JobUnderTest job, StepWatch steps, ModelRegistry registry) {
        this.flink = flink;
        this.job = job;
        this.steps = steps;
        this.registry = registry;
    }

    /**
     * Waits until a micro-batch is trained on by tasks that were seen running after the disturbance, on slots that no
     * earlier attempt shares: what an old attempt still does, or had sent already, does not count.
     *
     * @return how long it took, milliseconds
     */
    long awaitTrained(Disturbed disturbed) throws IOException, InterruptedException {
        await("the job to run again", () -> job.runsSince(disturbed.restartedAfterMs()));
        trainingMs = Math.max(disturbed.wholeMs(), System.currentTimeMillis());
        await("a micro-batch to be trained on", () -> steps.firstAfter(trainingMs)
                .isPresent());
        return Math.max(disturbed.earlierMs(), steps.firstAfter(trainingMs).orElseThrow() - disturbed.sinceMs());
    }

    /**
     * After {@link #awaitTrained}: waits until a model version is visible that was taken after the job was seen running
     * again.
     *
     * @return how long it took since the disturbance, milliseconds
     */
    long awaitCommitted(Disturbed disturbed) throws IOException, InterruptedException {
        await("a model version to be committed", () -> newest().isPresent());
        return System.currentTimeMillis() - disturbed.sinceMs();
    }

    /** A version that the recovered job has committed. */
    Optional<SnapshotManifest> newest() throws IOException {
        for (String model : registry.models()) {
            Optional<Long> newest = registry.newest(model);
            if (newest.isPresent()) {
                SnapshotManifest manifest = registry.manifest(model, newest.get());
                if (manifest.createdAt().toEpochMilli() >= trainingMs) {
                    return Optional.of(manifest);
                }
            }
        }
        return Optional.empty();
    }

    private void await(String what, Poll.Condition condition) throws IOException, InterruptedException {
        if (!Poll.until(PATIENCE, POLL, condition)) {
            throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain for " + what + "; the job is "
                    + flink.rest().state(job.id()) + ", " + flink.rest().exceptions(job.id()));
        }
    }
}

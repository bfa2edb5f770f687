package io.rdrop.tools.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.jspecify.annotations.Nullable;

/** A job on an {@link EmbeddedFlink}. */
public final class EmbeddedJob {
    private final MiniCluster cluster;
    private final JobID id;
    private final String name;
    private final ClassLoader classLoader;
    private final CompletableFuture<JobResult> result;

    EmbeddedJob(MiniCluster cluster, JobID id, String name, ClassLoader classLoader) {
        this.cluster = cluster;
        this.id = id;
        this.name = name;
        this.classLoader = classLoader;
        this.result = cluster.requestJobResult(id);
    }

    public JobID id() {
        return id;
    }

    /** The state it is in now, such as RUNNING or RESTARTING. */
    public JobStatus status() throws JobExecutionException, InterruptedException {
        return get(cluster.getJobStatus(id), "ask for the status of");
    }

    /**
     * A failure of the job, after which it restarts if it may.
     *
     * @param atMs when, milliseconds since the epoch
     * @param cause what was thrown
     */
    public record Failure(long atMs, Throwable cause) {}

    /** Why it failed last; empty if it never has. */
    public Optional<Failure> lastFailure() throws JobExecutionException, InterruptedException {
        return Optional.ofNullable(get(cluster.getExecutionGraph(id), "ask for failures of")
                        .getFailureInfo())
                .map(info ->
                        new Failure(info.getTimestamp(), info.getException().deserializeError(classLoader)));
    }

    /**
     * Waits for the end of the job.
     *
     * @param timeout how long
     * @return FINISHED or CANCELED; empty if it still runs
     * @throws JobExecutionException if it failed; the message ends with the root cause
     */
    public Optional<JobStatus> await(Duration timeout) throws JobExecutionException, InterruptedException {
        JobResult ended;
        try {
            ended = result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new JobExecutionException(id, "lost sight of job " + name + ": " + e.getCause(), e.getCause());
        }
        JobStatus status = ended.getJobStatus().orElse(JobStatus.FAILED);
        if (status == JobStatus.FAILED) {
            Throwable cause = ended.getSerializedThrowable()
                    .map(serialized -> serialized.deserializeError(classLoader))
                    .orElse(null);
            throw new JobExecutionException(id, "job " + name + " failed: " + root(cause), cause);
        }
        return Optional.of(status);
    }

    /** As {@link #await(Duration)}, for as long as it takes. */
    public JobStatus await() throws JobExecutionException, InterruptedException {
        while (true) {
            Optional<JobStatus> status = await(Duration.ofHours(1));
            if (status.isPresent()) {
                return status.get();
            }
        }
    }

    /** Whether all of its tasks are at work or done: while they start there can be no savepoint. */
    public boolean canTakeSavepoint() throws JobExecutionException, InterruptedException {
        if (status() != JobStatus.RUNNING) {
            return false;
        }
        for (AccessExecutionVertex task :
                get(cluster.getExecutionGraph(id), "ask for the tasks of").getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING
                    && task.getExecutionState() != ExecutionState.FINISHED) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lets the job take a savepoint and finish; what exactly-once sinks hold is committed with it.
     *
     * @param directory under which the savepoint gets a directory of its own
     * @param drain first let the operators finish as at the end of their input (what waits for more is worked off); the
     *     savepoint is then an end, not a place to go on from
     * @return the savepoint, for {@link EmbeddedFlink#submit(org.apache.flink.streaming.api.graph.StreamGraph, String)}
     * @throws JobExecutionException if the job is not running or the savepoint fails; the job then goes on
     */
    public String stopWithSavepoint(Path directory, boolean drain) throws JobExecutionException, InterruptedException {
        CompletableFuture<String> savepoint = cluster.stopWithSavepoint(
                id, directory.toAbsolutePath().toUri().toString(), drain, SavepointFormatType.CANONICAL);
        return get(savepoint, "stop with a savepoint");
    }

    /** The checkpoints that it triggered before this time and completed; to be asked when it has ended. */
    public Checkpoints checkpoints(long untilMs) throws JobExecutionException, InterruptedException {
        return Checkpoints.of(
                get(cluster.getExecutionGraph(id), "ask for the checkpoints of").getCheckpointStatsSnapshot(), untilMs);
    }

    /** Ends the job without a savepoint; returns when it is under way, see {@link #await()}. */
    public void cancel() throws JobExecutionException, InterruptedException {
        get(cluster.cancelJob(id), "cancel");
    }

    private <T> T get(CompletableFuture<? extends T> future, String action)
            throws JobExecutionException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new JobExecutionException(
                    id, "cannot " + action + " job " + name + ": " + root(e.getCause()), e.getCause());
        }
    }

    private static @Nullable Throwable root(@Nullable Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}

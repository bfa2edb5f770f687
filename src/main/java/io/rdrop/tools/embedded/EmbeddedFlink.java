package io.rdrop.tools.embedded;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Flink cluster (one JobManager, one TaskManager, web UI) in this process, on loopback only and on a free port. */
public final class EmbeddedFlink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
    private static final long CLOSE_TIMEOUT_S = 30;

    private final TemporaryDirectory scratch;
    private final TemporaryDirectory checkpoints;
    private final MiniCluster cluster;
    private final String webUrl;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedFlink(
            TemporaryDirectory scratch, TemporaryDirectory checkpoints, MiniCluster cluster, String webUrl) {
        this.scratch = scratch;
        this.checkpoints = checkpoints;
        this.cluster = cluster;
        this.webUrl = webUrl;
    }

    /** Starts a cluster and returns when it takes jobs. */
    public static EmbeddedFlink start(FlinkSettings settings) throws IOException, InterruptedException {
        TemporaryDirectory scratch = TemporaryDirectory.orGiven(null, "rdrop-flink-");
        TemporaryDirectory checkpoints = scratch;
        MiniCluster cluster = null;
        try {
            checkpoints = TemporaryDirectory.orGiven(settings.checkpoints(), "rdrop-checkpoints-");
            Configuration configuration = settings.configuration(checkpoints.path(), scratch.path());
            cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .setConfiguration(configuration)
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(settings.slots())
                    .setCommonBindAddress(LoopbackSockets.HOST)
                    .build());
            cluster.start();
            return new EmbeddedFlink(
                    scratch,
                    checkpoints,
                    cluster,
                    cluster.getRestAddress().get().toString());
        } catch (Exception e) {
            if (cluster != null) {
                stop(cluster);
            }
            checkpoints.close();
            scratch.close();
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IOException("cannot start the embedded Flink cluster: " + e.getMessage(), e);
        }
    }

    /** Where the web UI and the REST API are, such as {@code http://127.0.0.1:41234}. */
    public String webUrl() {
        return webUrl;
    }

    /**
     * Starts a job.
     *
     * @param graph of {@code StreamExecutionEnvironment.getStreamGraph()}; to start from a savepoint or retained
     *     checkpoint, set its restore settings first, or use {@link #submit(StreamGraph, String)}
     * @throws JobExecutionException if the cluster refuses it
     */
    public EmbeddedJob submit(StreamGraph graph) throws JobExecutionException, InterruptedException {
        ClassLoader classLoader = EmbeddedFlink.class.getClassLoader();
        JobGraph job = graph.getJobGraph(classLoader);
        try {
            cluster.submitJob(job).get();
        } catch (ExecutionException e) {
            throw new JobExecutionException(
                    job.getJobID(), "cannot submit job " + job.getName() + ": " + e.getCause(), e.getCause());
        }
        return new EmbeddedJob(cluster, job.getJobID(), job.getName(), classLoader);
    }

    /** As {@link #submit(StreamGraph)}, from a savepoint or retained checkpoint, which is left as it is. */
    public EmbeddedJob submit(StreamGraph graph, String savepoint) throws JobExecutionException, InterruptedException {
        graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        return submit(graph);
    }

    /** Ends jobs that still run, without a savepoint, and the cluster. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (scratch;
                checkpoints) {
            stop(cluster);
        }
    }

    private static void stop(MiniCluster cluster) {
        try {
            cluster.closeAsync().get(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            LOG.warn("closing the embedded Flink cluster", e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("the embedded Flink cluster has not closed within {} s", CLOSE_TIMEOUT_S);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.rdrop.e2e;

import io.rdrop.tools.processes.Distribution;
import io.rdrop.tools.processes.Ports;
import io.rdrop.tools.processes.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Flink cluster of two processes for one test. */
final class FlinkProcesses implements AutoCloseable {
    /** What Flink itself consists of, of the jars in dist/lib. */
    static final String FLINK_LIBRARIES = io.rdrop.tools.processes.FlinkProcesses.FLINK_LIBRARIES;

    private final Watchdog watchdog;
    private final io.rdrop.tools.processes.FlinkProcesses cluster;

    private FlinkProcesses(Watchdog watchdog, io.rdrop.tools.processes.FlinkProcesses cluster) {
        this.watchdog = watchdog;
        this.cluster = cluster;
    }

    static FlinkProcesses start(Path folder) throws IOException, InterruptedException {
        return start(folder, Map.of(), List.of());
    }

    /**
     * @param settings of Flink, which win over the ones set by default
     * @param jars further jars for lib/
     */
    static FlinkProcesses start(Path folder, Map<String, String> settings, List<Path> jars)
            throws IOException, InterruptedException {
        Watchdog watchdog = Watchdog.start(folder.toString());
        try {
            return new FlinkProcesses(
                    watchdog,
                    io.rdrop.tools.processes.FlinkProcesses.start(
                            Files.createDirectories(folder), Distribution.locate(), watchdog, settings, jars));
        } catch (IOException | InterruptedException | RuntimeException e) {
            watchdog.close();
            throw e;
        }
    }

    /** As `flink run -d jar arguments` does it, over REST; returns the job's id. */
    String submit(Path jar, List<String> arguments) throws IOException, InterruptedException {
        return cluster.rest().submit(jar, arguments, null);
    }

    String state(String jobId) throws InterruptedException {
        return cluster.rest().state(jobId);
    }

    void cancel(String jobId) throws IOException, InterruptedException {
        cluster.rest().cancel(jobId);
    }

    /** What went wrong last with a job, for messages. */
    String exceptions(String jobId) throws InterruptedException {
        return cluster.rest().exceptions(jobId);
    }

    static int freePort() throws IOException {
        return Ports.free();
    }

    @Override
    public void close() {
        cluster.close();
        watchdog.close();
    }
}

package io.rdrop.predict;

import io.rdrop.config.JobConfig;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.session.SnapshotReader;
import io.rdrop.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A verified version, opened as often as threads ask for it at the same time, at most so often. Its files are held in
 * memory: the registry may delete them meanwhile. Thread-safe.
 */
final class OpenVersion {
    private final ModelVersion version;
    private final JobConfig config;
    private final Map<String, byte[]> files;
    private final double[] history;
    private final Semaphore permits;
    private final Deque<VersionReader> idle = new ArrayDeque<>();
    private boolean retired;

    private OpenVersion(ModelVersion version, JobConfig config, Map<String, byte[]> files, int most)
            throws IOException {
        this.version = version;
        this.config = config;
        this.files = files;
        history = ContinualLearner.history(files, config.history());
        permits = new Semaphore(most);
        idle.push(reader());
    }

    /**
     * Opens a version.
     *
     * @param most readers at the same time
     * @throws IOException if it cannot be opened, or does not predict what its probe says
     */
    static OpenVersion of(ModelRegistry registry, String model, long number, int most) throws IOException {
        SnapshotReader snapshots = new SnapshotReader(registry);
        String sha256 = registry.manifestSha256(model, number);
        Optional<String> problem = snapshots.problem(model, number);
        if (problem.isPresent()) {
            throw new RegistryException("version " + number + " of model " + model + " " + problem.get());
        }
        JobConfig config = snapshots.config(model, number);
        ModelVersion version =
                new ModelVersion(model, number, sha256, Inputs.of(config), config.label().classes());
        Map<String, byte[]> files = new HashMap<>();
        for (String name : registry.manifest(model, number).files().keySet()) {
            files.put(name, registry.read(model, number, name));
        }
        return new OpenVersion(version, config, files, most);
    }

    ModelVersion version() {
        return version;
    }

    /** A reader for one thread, which gives it back; waits while all are in use. Null if the version is retired. */
    @Nullable
    VersionReader borrow() {
        permits.acquireUninterruptibly();
        boolean given = false;
        try {
            VersionReader reader;
            synchronized (this) {
                if (retired) {
                    return null;
                }
                reader = idle.poll();
            }
            reader = reader == null ? reader() : reader;
            given = true;
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException("version " + version.version() + " of model " + version.model(), e);
        } finally {
            if (!given) {
                permits.release();
            }
        }
    }

    void giveBack(VersionReader reader) {
        synchronized (this) {
            if (retired) {
                reader.close();
            } else {
                idle.push(reader);
            }
        }
        permits.release();
    }

    /** Closes all readers, those that are in use as soon as they come back. */
    synchronized void retire() {
        retired = true;
        idle.forEach(VersionReader::close);
        idle.clear();
    }

    private VersionReader reader() throws IOException {
        return new VersionReader(version, config, Task.of(config).predictor(files), history);
    }
}

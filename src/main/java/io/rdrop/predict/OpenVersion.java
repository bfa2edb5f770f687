package io.rdrop.predict;

import io.rdrop.config.JobConfig;
import io.rdrop.example.ColumnMoments;
import io.rdrop.example.Score;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.TextSearch;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.session.EncoderFile;
import io.rdrop.session.OpenSnapshot;
import io.rdrop.session.SnapshotReader;
import io.rdrop.session.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A verified version, opened as often as threads ask for it at the same time, at most so often. Its files are held in
 * memory where more may be asked for: the registry may delete them meanwhile. Thread-safe.
 */
final class OpenVersion {
    private final ModelVersion version;
    private final JobConfig config;
    private final double[] history;
    private final List<ColumnMoments> columns;
    private final double windowRmse;
    private final @Nullable TextSearch search;
    private final Semaphore permits;
    private final Deque<VersionReader> idle = new ArrayDeque<>();
    /** Null if one reader is all there will be: then nobody needs the files any more. */
    private final @Nullable OpenSnapshot snapshot;

    private boolean retired;

    private OpenVersion(ModelVersion version, OpenSnapshot snapshot, int most, @Nullable TextSearch search)
            throws IOException {
        this.version = version;
        this.search = search;
        config = snapshot.config();
        history = ContinualLearner.history(snapshot.version().files(), config.history());
        byte[] encoder = snapshot.version().files().get(SnapshotWriter.ENCODER_JSON);
        columns = encoder == null ? List.of() : EncoderFile.numbers(encoder);
        windowRmse = snapshot.version().manifest().prequential().window().get(Score.RMSE);
        permits = new Semaphore(most);
        idle.push(reader(snapshot.predictor()));
        this.snapshot = most == 1 ? null : snapshot;
    }

    /**
     * Opens a version.
     *
     * @param most readers at the same time
     * @param search for texts; null as the version does it by itself
     * @param check whether it is one to predict by
     * @throws IOException if it is not, cannot be opened, or does not predict what its probe says
     */
    static OpenVersion of(
            ModelRegistry registry,
            String model,
            long number,
            int most,
            @Nullable TextSearch search,
            Predictor.Check check)
            throws IOException {
        OpenSnapshot snapshot = new SnapshotReader(registry).verified(model, number);
        try {
            ModelVersion version = new ModelVersion(
                    model,
                    number,
                    snapshot.version().manifestSha256(),
                    Inputs.of(snapshot.config()),
                    snapshot.config().label().classes());
            Optional<String> problem = check.problem(version);
            if (problem.isPresent()) {
                throw new RegistryException("version " + number + " of model " + model + " " + problem.get());
            }
            return new OpenVersion(version, snapshot, most, search);
        } catch (IOException | RuntimeException e) {
            snapshot.predictor().close();
            throw e;
        }
    }

    /** What a version is, from its manifest and configuration alone. */
    static ModelVersion describe(ModelRegistry registry, String model, long number) throws IOException {
        String sha256 = registry.manifestSha256(model, number);
        JobConfig config = new SnapshotReader(registry).config(model, number);
        return new ModelVersion(
                model, number, sha256, Inputs.of(config), config.label().classes());
    }

    ModelVersion version() {
        return version;
    }

    List<ColumnMoments> columns() {
        return columns;
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
        return reader(Objects.requireNonNull(snapshot, "files").another());
    }

    private VersionReader reader(ExamplePredictor predictor) {
        ExamplePredictor asked = search == null ? predictor : predictor.searching(search);
        return new VersionReader(version, config, asked, history, windowRmse);
    }
}

package io.rdrop.job;

import io.rdrop.config.ScoringConfig;
import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.ScoringMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a scoring subtask, each followed to the version that {@code latest} names. Versions are opened on a
 * thread of their own, beside the ones in use; what predicts goes over between two records. The registry says which
 * version it is; an announcement says that it is worth asking, and which manifest it must have.
 */
final class ScoringVersions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringVersions.class);
    private static final long CLOSE_TIMEOUT_S = 30;

    private final ModelRegistry registry;
    private final Predictor.Check check;
    private final ScoringConfig scoring;
    private final ScoringMeters meters;
    private final Consumer<String> looked;
    private final Announced announced = new Announced();
    private final Map<String, ScoredModel> models = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> looking;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /**
     * Starts to follow.
     *
     * @param check what a version must fulfil besides being sound
     * @param looked told the key of a model that is known now to have a version, or none; on the thread of this object
     */
    ScoringVersions(
            ModelRegistry registry,
            Predictor.Check check,
            ScoringConfig scoring,
            ScoringMeters meters,
            Consumer<String> looked) {
        this.registry = registry;
        this.check = check;
        this.scoring = scoring;
        this.meters = meters;
        this.looked = looked;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "scoring-versions");
            made.setDaemon(true);
            return made;
        });
        executor.setRemoveOnCancelPolicy(true);
        thread = executor;
        Duration poll = scoring.poll();
        looking = thread.scheduleWithFixedDelay(
                () -> models.values().forEach(this::look), poll.toNanos(), poll.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How many are followed. */
    int size() {
        return models.size();
    }

    /** Whether a model is followed. */
    boolean follows(String key) {
        return models.containsKey(key);
    }

    /** A model, which is followed from now on. */
    ScoredModel model(String key) {
        ScoredModel known = models.get(key);
        if (known != null) {
            return known;
        }
        ScoredModel model = new ScoredModel(key, scoring);
        model.counted(meters);
        models.put(key, model);
        execute(() -> look(model));
        return model;
    }

    /** Says that a version was committed, and what its manifest's SHA-256 is. */
    void announce(String key, long version, String manifestSha256) {
        announced.add(key, version, manifestSha256);
        ScoredModel model = models.get(key);
        if (model != null) {
            execute(() -> look(model));
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    /** Throws what has stopped it, if something has: then nothing would be followed any more. */
    void requireSound() throws IOException {
        Throwable why = failure;
        if (why != null) {
            throw new IOException("versions of the registry are no longer followed", why);
        }
        if (looking.isDone() && !closed) {
            try {
                looking.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IOException("versions of the registry are no longer followed", e);
            }
        }
    }

    private void look(ScoredModel model) {
        if (closed) {
            return;
        }
        try {
            boolean first = !model.isLooked();
            Predictor open = model.predictor();
            if (open != null) {
                open.refresh();
                note(model, open.refused().orElse(null));
            } else if (open(model) || first) {
                model.looked();
                looked.accept(model.key());
            }
            if (!model.compared().isEmpty()) {
                execute(() -> compare(model)); // when all models have been looked after
            }
        } catch (Error e) { // such as a lack of memory: the operator is to fail, not to wait for ever
            failure = e;
            throw e;
        }
    }

    private void compare(ScoredModel model) {
        try {
            model.compared().forEach(one -> one.look(registry, this::problem));
        } catch (Error e) {
            failure = e;
            throw e;
        }
    }

    private boolean open(ScoredModel model) {
        try {
            if (registry.latest(model.key()).isEmpty()) {
                note(model, null);
                return false;
            }
            Predictor opened = Predictor.of(registry, model.key())
                    .checkedBy(this::problem)
                    .atMost(1)
                    .open();
            synchronized (this) {
                if (closed) {
                    opened.close();
                    return false;
                }
                model.opened(opened);
            }
            LOG.info("model {} predicts by version {}", model.key(), model.version());
            note(model, null);
            return true;
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (note(model, why)) {
                LOG.warn("model {} has no version to predict by: {}", model.key(), why);
            }
            return false;
        }
    }

    private boolean note(ScoredModel model, @Nullable String refused) {
        boolean isNew = model.refused(refused);
        if (isNew) {
            meters.refusedVersion(model.key());
        }
        return isNew;
    }

    private Optional<String> problem(ModelVersion version) {
        String said = announced.manifestSha256(version.model(), version.version());
        if (said != null && !said.equals(version.manifestSha256())) {
            return Optional.of(
                    "has a manifest with SHA-256 " + version.manifestSha256() + ", but was announced with " + said);
        }
        return check.problem(version);
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                LOG.warn("opening a version has not ended within {} s", CLOSE_TIMEOUT_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            for (ScoredModel model : models.values()) {
                Predictor open = model.predictor();
                if (open != null) {
                    open.close();
                }
                model.compared().forEach(ComparedVersion::close);
            }
        }
    }
}

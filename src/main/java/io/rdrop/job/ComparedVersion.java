package io.rdrop.job;

import io.rdrop.config.ScoringConfig;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.ComparedMeters;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version beside the one that {@code latest} names: a canary, or a shadow. The versions' thread opens it, the
 * operator's predicts. What cannot be opened is looked for again, and holds up nobody.
 */
final class ComparedVersion {
    static final String LATEST = "latest";
    static final String CANARY = "canary";
    private static final String SHADOW = "shadow:";
    private static final Logger LOG = LoggerFactory.getLogger(ComparedVersion.class);

    private final String role;
    private final String model;
    private final @Nullable Long number;
    private volatile @Nullable Predictor predictor;
    private @Nullable String refused;
    private boolean closed;
    private @Nullable ComparedMeters meters;

    private ComparedVersion(String role, String model, @Nullable Long number) {
        this.role = role;
        this.model = model;
        this.number = number;
    }

    static ComparedVersion canary(String model, long version) {
        return new ComparedVersion(CANARY, model, version);
    }

    /** @param named as in `scoring.shadow`: a version of the model, or another model */
    static ComparedVersion shadow(String model, String named) {
        return ScoringConfig.isVersion(named)
                ? new ComparedVersion(SHADOW + named, model, Long.parseLong(named))
                : new ComparedVersion(SHADOW + named, named, null);
    }

    /** What it is called in metrics. */
    String role() {
        return role;
    }

    /** Whose version it is. */
    String model() {
        return model;
    }

    /** Null while it cannot be used. */
    @Nullable
    Predictor predictor() {
        return predictor;
    }

    /** The version in use; 0 for none. */
    long version() {
        Predictor open = predictor;
        return open == null ? 0 : open.version().version();
    }

    void counted(ComparedMeters by) {
        meters = by;
    }

    ComparedMeters meters() {
        if (meters == null) {
            throw new IllegalStateException("counted() was not called");
        }
        return meters;
    }

    /** Opens it if that is not done, and a model's latest version if it is another one now. */
    synchronized void look(ModelRegistry registry, Predictor.Check check) {
        if (closed) {
            return;
        }
        Predictor open = predictor;
        if (open == null) {
            open(registry, check);
        } else if (number == null) {
            open.refresh();
            note(open.refused());
        }
    }

    private void open(ModelRegistry registry, Predictor.Check check) {
        try {
            Predictor.Builder builder =
                    Predictor.of(registry, model).checkedBy(check).atMost(1);
            predictor =
                    number == null ? builder.open() : builder.version(number).open();
            LOG.info("{}: version {} of model {} predicts, too", role, version(), model);
            note(Optional.empty());
        } catch (IOException | RuntimeException e) {
            note(Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private void note(Optional<String> why) {
        if (why.isPresent() && !why.get().equals(refused)) {
            LOG.warn("{} of model {} cannot be used: {}", role, model, why.get());
        }
        refused = why.orElse(null);
    }

    synchronized void close() {
        closed = true;
        if (predictor != null) {
            predictor.close();
        }
    }
}

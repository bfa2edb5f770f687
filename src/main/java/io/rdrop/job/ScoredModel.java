package io.rdrop.job;

import io.rdrop.config.ScoringConfig;
import io.rdrop.predict.Predictor;
import io.rdrop.telemetry.ComparedMeters;
import io.rdrop.telemetry.ScoringMeters;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model that records are predicted by: the versions' thread opens it, the operator's predicts. */
final class ScoredModel {
    private final String key;
    private volatile @Nullable Predictor predictor;
    private volatile boolean looked;
    private volatile @Nullable String refused;

    private final @Nullable ComparedVersion canary;
    private final List<ComparedVersion> shadows;
    private @Nullable ComparedMeters latestMeters;

    ScoredModel(String key, ScoringConfig scoring) {
        this.key = key;
        Long version = scoring.canary().version();
        canary = version == null ? null : ComparedVersion.canary(key, version);
        shadows = scoring.shadow().stream()
                .map(named -> ComparedVersion.shadow(key, named))
                .toList();
    }

    /** Null without one. */
    @Nullable
    ComparedVersion canary() {
        return canary;
    }

    List<ComparedVersion> shadows() {
        return shadows;
    }

    /** The canary and the shadows. */
    List<ComparedVersion> compared() {
        return canary == null
                ? shadows
                : Stream.concat(Stream.of(canary), shadows.stream()).toList();
    }

    /** Of the version that {@code latest} names; null where nothing is compared with it. */
    @Nullable
    ComparedMeters latestMeters() {
        return latestMeters;
    }

    /** Counts from now on. */
    void counted(ScoringMeters meters) {
        meters.serves(key, this::version, this::isRefused);
        if (!compared().isEmpty()) {
            latestMeters = meters.compared(key, ComparedVersion.LATEST, this::version);
            compared().forEach(one -> one.counted(meters.compared(key, one.role(), one::version)));
        }
    }

    String key() {
        return key;
    }

    /** Null while there is no version that can be used. */
    @Nullable
    Predictor predictor() {
        return predictor;
    }

    /** Whether it is known if there is one. */
    boolean isLooked() {
        return looked;
    }

    /** The version in use, told by what predicts; 0 for none. */
    long version() {
        Predictor open = predictor;
        return open == null ? 0 : open.version().version();
    }

    boolean isRefused() {
        return refused != null;
    }

    void opened(Predictor first) {
        predictor = first;
    }

    void looked() {
        looked = true;
    }

    /**
     * Takes down why `latest` is not in use; null if it is.
     *
     * @return whether that is something new
     */
    boolean refused(@Nullable String why) {
        boolean isNew = why != null && !why.equals(refused);
        refused = why;
        return isNew;
    }
}

package io.rdrop.tools.audit;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.learn.Learner;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.LocalRun;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trains one model again, from the records that its newest version was trained on, and compares the bytes. */
public final class Retraining implements AutoCloseable {
    private final SnapshotManifest manifest;
    private final OffsetRange range;
    private final LocalRun run;

    private Retraining(SnapshotManifest manifest, OffsetRange range, JobConfig config) {
        this.manifest = manifest;
        this.range = range;
        run = new LocalRun(config);
    }

    /** Why a model's bytes cannot be computed again from a topic; empty if they can. */
    public static Optional<String> obstacle(SnapshotManifest manifest, JobConfig config) {
        if (manifest.trainedInAll().size() != 1) {
            return Optional.of("it was trained on " + manifest.trainedInAll().size()
                    + " partitions, whose order among each other is not known");
        }
        if (config.microBatch().maxWait() != null) {
            return Optional.of("micro-batch.max-wait is set, and when it closed a micro-batch is not known");
        }
        if (!manifest.configHash().equals(JobConfigs.trainingHash(config))) {
            return Optional.of("its config.yaml is not the configuration that its manifest names");
        }
        return Optional.empty();
    }

    /** Begins with a new model; there must be no {@link #obstacle}. */
    public static Retraining of(SnapshotManifest manifest, JobConfig config) {
        @Nullable String obstacle = obstacle(manifest, config).orElse(null);
        if (obstacle != null) {
            throw new IllegalArgumentException("model " + manifest.model() + " cannot be trained again: " + obstacle);
        }
        return new Retraining(manifest, manifest.trainedInAll().get(0), config);
    }

    /** The next accepted record of any model; those of others, and those after the newest version, are left out. */
    public void add(Example example) {
        long offset = example.position().offset();
        if (example.model().equals(manifest.model())
                && example.position().partition() == range.partition()
                && offset >= range.first()
                && offset <= range.last()) {
            run.add(example);
        }
    }

    /** Trains on what waits and compares; empty if the bytes are the same. */
    public Optional<String> difference() {
        run.finish();
        Learner learner = run.learner(manifest.model());
        String state = learner.stateSha256();
        return state.equals(manifest.stateSha256())
                ? Optional.empty()
                : Optional.of("model " + manifest.model() + ": trained again on " + learner.trained()
                        + " examples its state is " + state + ", but version " + manifest.version() + " says "
                        + manifest.stateSha256() + " after " + manifest.examples()
                        + ". Settings that were changed, or a drain, in the middle of its life lead to this too");
    }

    @Override
    public void close() {
        run.close();
    }
}

package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.registry.CommitResult;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.registry.Retention;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.registry.StagedSnapshot;
import io.rdrop.telemetry.SnapshotMeters;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes staged snapshots visible, announces them, deletes versions beyond {@code registry.keep}; idempotent. */
final class SnapshotCommitter implements Committer<StagedSnapshot> {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommitter.class);

    private final JobConfig config;
    private final ModelRegistry registry;
    private final ModelAnnouncer announcer;
    private final SnapshotMeters meters;

    SnapshotCommitter(JobConfig config, ModelRegistry registry, ModelAnnouncer announcer, SnapshotMeters meters) {
        this.config = config;
        this.registry = registry;
        this.announcer = announcer;
        this.meters = meters;
    }

    @Override
    public void commit(Collection<CommitRequest<StagedSnapshot>> requests) throws IOException {
        for (CommitRequest<StagedSnapshot> request : requests) {
            StagedSnapshot staged = request.getCommittable();
            try {
                CommitResult result = registry.commit(staged);
                SnapshotManifest manifest = registry.manifest(staged.model(), staged.version());
                Served served = Served.of(registry, staged.model());
                announcer.announce(staged, manifest, served);
                meters.committed(staged.model(), shown(manifest, served));
                registry.prune(
                        staged.model(),
                        new Retention(
                                config.registry().keep(),
                                config.registry().keepMinutes(),
                                config.registry().keepDays()));
                log(manifest, served, result);
            } catch (RegistryException e) {
                // Another history of this model owns that version (say, a job was restored from an old savepoint while
                // a newer
                // one had gone on). The snapshot cannot become visible; training goes on, and the next version will.
                LOG.error("model {} version {} is not committed", staged.model(), staged.version(), e);
                request.signalFailedWithKnownReason(e);
            }
        }
    }

    private static SnapshotMeters.Committed shown(SnapshotManifest manifest, Served served) {
        return new SnapshotMeters.Committed(
                manifest.version(),
                manifest.createdAt().toEpochMilli(),
                manifest.heldBack() != null,
                served.latest() == null ? 0 : served.latest(),
                served.isPinned());
    }

    private static void log(SnapshotManifest manifest, Served served, CommitResult result) {
        if (manifest.heldBack() != null) {
            LOG.warn(
                    "model {} version {}: {}, held back from `latest`, which names {}: {}",
                    manifest.model(),
                    manifest.version(),
                    result,
                    served.latest(),
                    manifest.heldBack());
        } else if (served.isPinned()) {
            LOG.info(
                    "model {} version {}: {}; `latest` is pinned to {}",
                    manifest.model(),
                    manifest.version(),
                    result,
                    served.latest());
        } else {
            LOG.info("model {} version {}: {}", manifest.model(), manifest.version(), result);
        }
    }

    @Override
    public void close() {
        announcer.close();
        meters.close();
    }
}

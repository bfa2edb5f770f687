package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.registry.CommitResult;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
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
                announcer.announce(staged, manifest);
                meters.committed(
                        staged.model(), staged.version(), manifest.createdAt().toEpochMilli());
                registry.prune(staged.model(), config.registry().keep());
                LOG.info("model {} version {}: {}", staged.model(), staged.version(), result);
            } catch (RegistryException e) {
                // Another history of this model owns that version (say, a job was restored from an old savepoint while
                // a newer
                // one had gone on). The snapshot cannot become visible; training goes on, and the next version will.
                LOG.error("model {} version {} is not committed", staged.model(), staged.version(), e);
                request.signalFailedWithKnownReason(e);
            }
        }
    }

    @Override
    public void close() {
        announcer.close();
        meters.close();
    }
}

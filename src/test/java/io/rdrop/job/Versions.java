package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.nio.file.Path;

/** A model that learns {@link Jobs} examples, and whose versions are committed when a test wants them. */
final class Versions implements AutoCloseable {
    private static final int EACH = 8;

    private final ModelRegistry registry;
    private final ModelSession session;
    private long learned;

    Versions(JobConfig config, String model) throws IOException {
        registry = Jobs.registry(Path.of(config.registry().directory()));
        session = ModelSession.create(model, config, 1);
    }

    /** Learns on, and commits what it knows then. Returns the manifest's SHA-256. */
    String commit() throws IOException {
        for (int i = 0; i < EACH; i++) {
            session.add(Jobs.example(session.model(), learned++), 0);
        }
        registry.commit(registry.stage(session.snapshot(0), "test"));
        return registry.manifestSha256(
                session.model(), registry.newest(session.model()).orElseThrow());
    }

    @Override
    public void close() {
        session.close();
    }
}

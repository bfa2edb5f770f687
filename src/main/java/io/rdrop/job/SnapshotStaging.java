package io.rdrop.job;

import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.StagedSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/** Stages snapshots by threads of its own; a checkpoint waits for those that belong to it. */
final class SnapshotStaging implements CommittingSinkWriter<SnapshotContent, StagedSnapshot> {
    /** What a disk can make durable side by side. */
    private static final int THREADS = 4;

    /** With more than this still to be written, the next one is written by whoever brings it. */
    private static final long BACKLOG_BYTES = 64L << 20;

    private final ModelRegistry registry;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "stage-snapshots");
        thread.setDaemon(true);
        return thread;
    });
    private final List<CompletableFuture<StagedSnapshot>> staging = new ArrayList<>();
    private final AtomicLong backlog = new AtomicLong();

    SnapshotStaging(ModelRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void write(SnapshotContent snapshot, Context context) {
        long bytes = snapshot.files().values().stream()
                .mapToLong(content -> content.length)
                .sum();
        CompletableFuture<StagedSnapshot> staged = new CompletableFuture<>();
        staging.add(staged);
        Runnable stage = () -> {
            try {
                staged.complete(registry.stage(snapshot, UUID.randomUUID().toString()));
            } catch (IOException | RuntimeException e) {
                staged.completeExceptionally(e);
            } finally {
                backlog.addAndGet(-bytes);
            }
        };
        if (backlog.addAndGet(bytes) > BACKLOG_BYTES) {
            stage.run();
        } else {
            threads.execute(stage);
        }
    }

    @Override
    public void flush(boolean endOfInput) {
        // prepareCommit() waits
    }

    @Override
    public Collection<StagedSnapshot> prepareCommit() throws IOException, InterruptedException {
        List<StagedSnapshot> ready = new ArrayList<>();
        for (CompletableFuture<StagedSnapshot> staged : staging) {
            try {
                ready.add(staged.get());
            } catch (ExecutionException e) {
                throw new IOException("a snapshot cannot be staged", e.getCause());
            }
        }
        staging.clear();
        return ready;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

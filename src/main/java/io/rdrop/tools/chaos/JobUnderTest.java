package io.rdrop.tools.chaos;

import io.rdrop.tools.processes.FlinkProcesses;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The job on the cluster: submitted, stopped with a savepoint, started again from the newest state that there is. */
final class JobUnderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int STOP_ATTEMPTS = 5;
    private static final String METADATA = "_metadata";
    /** Checkpoints are at checkpoints/JOB/chk-N/_metadata, savepoints at savepoints/savepoint-X/_metadata. */
    private static final int DEPTH = 3;

    private final FlinkProcesses flink;
    private final Places places;
    private Path jar;
    private int parallelism = 1;
    private String id = "";

    /** Where things are: the job's YAML, its models, what the cluster retains, what stopping leaves. */
    record Places(Path config, Path registry, Path checkpoints, Path savepoints) {}

    JobUnderTest(FlinkProcesses flink, Places places, Path jar) {
        this.flink = flink;
        this.places = places;
        this.jar = jar;
    }

    /** @param state savepoint or checkpoint; null for none */
    void start(@Nullable String state) throws IOException, InterruptedException {
        id = flink.rest()
                .submit(
                        jar,
                        List.of("--config", places.config().toString(), "--set", "parallelism=" + parallelism),
                        state);
    }

    /** Starts it from the newest completed checkpoint or savepoint, or afresh if it never had any. */
    void startFromNewestState() throws IOException, InterruptedException {
        start(newestState().map(path -> path.toUri().toString()).orElse(null));
    }

    /**
     * Stops it without a drain. If it fails of something else meanwhile (a TaskManager that misses its heartbeat on a
     * busy machine, say), Flink goes on from the last checkpoint, or ends it if it has the savepoint already: then what
     * is not committed is committed by the next start from it.
     *
     * @return the savepoint
     */
    Stopped stop() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Stopped(flink.rest().stop(id, places.savepoints()), true);
            } catch (IOException e) {
                if (attempt == STOP_ATTEMPTS || !Poll.until(PATIENCE, POLL, () -> hasEnded() || runsSince(0))) {
                    throw e;
                }
                if (hasEnded()) {
                    return new Stopped(
                            newestState().orElseThrow(() -> e).toUri().toString(), false);
                }
            }
        }
    }

    private boolean hasEnded() throws InterruptedException {
        return List.of("FAILED", "CANCELED", "FINISHED").contains(flink.rest().state(id));
    }

    /** The end of an attempt: the state to go on from, and whether what it holds is committed already. */
    record Stopped(String state, boolean committed) {}

    /** To take effect at the next start. */
    void use(Path otherJar) {
        jar = otherJar;
    }

    /** To take effect at the next start. */
    void use(int otherParallelism) {
        parallelism = otherParallelism;
    }

    String id() {
        return id;
    }

    Places places() {
        return places;
    }

    /** True if all tasks run, started after this, and no earlier attempt holds a slot any more. */
    boolean runsSince(long momentMs) throws InterruptedException {
        return flink.rest().runsSince(id, momentMs) && flink.rest().freeSlots() == FlinkProcesses.SLOTS - parallelism;
    }

    /** The checkpoint or savepoint that was completed last. */
    Optional<Path> newestState() throws IOException {
        Path newest = null;
        FileTime newestTime = FileTime.fromMillis(Long.MIN_VALUE);
        for (Path metadata : metadata()) {
            try {
                FileTime time = Files.getLastModifiedTime(metadata);
                if (time.compareTo(newestTime) > 0) {
                    newest = metadata.getParent();
                    newestTime = time;
                }
            } catch (NoSuchFileException e) {
                // Deleted since it was listed, as a newer one was complete.
            }
        }
        return Optional.ofNullable(newest);
    }

    private List<Path> metadata() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path root : List.of(places.checkpoints(), places.savepoints())) {
            if (Files.isDirectory(root)) {
                // By listing level by level: a walk fails if a checkpoint is deleted while it passes.
                List<Path> level = List.of(root);
                for (int depth = 0; depth < DEPTH; depth++) {
                    List<Path> next = new ArrayList<>();
                    for (Path directory : level) {
                        next.addAll(entries(directory));
                    }
                    next.stream()
                            .filter(path -> path.endsWith(METADATA))
                            .filter(Files::isRegularFile)
                            .forEach(found::add);
                    level = next;
                }
            }
        }
        return found;
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}

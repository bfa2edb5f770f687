package io.rdrop.tools.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Savepoints and checkpoints on this machine that a job can go on from. */
public final class SavedState {
    private static final Logger LOG = LoggerFactory.getLogger(SavedState.class);
    private static final String METADATA = "_metadata";
    /** A checkpoint is in a folder of its job. */
    private static final int DEPTH = 3;

    private SavedState() {}

    /**
     * The newest one that is whole: a process that is killed may leave half of one.
     *
     * @param directories of savepoints or checkpoints; need not exist
     * @param sinceMs none that is older, milliseconds since the epoch
     */
    public static Optional<Path> newest(List<Path> directories, long sinceMs) throws IOException {
        Map<Path, FileTime> candidates = new TreeMap<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                for (Path file : metadata(directory)) {
                    candidates.put(file, Files.getLastModifiedTime(file));
                }
            }
        }
        return candidates.entrySet().stream()
                .filter(entry -> entry.getValue().toMillis() >= sinceMs)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .filter(SavedState::isWhole)
                .findFirst()
                .map(file -> file.toAbsolutePath().getParent());
    }

    private static List<Path> metadata(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.find(
                directory, DEPTH, (file, attributes) -> attributes.isRegularFile() && file.endsWith(METADATA))) {
            files.forEach(found::add);
        }
        return found;
    }

    private static boolean isWhole(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            Checkpoints.loadCheckpointMetadata(in, SavedState.class.getClassLoader(), file.toString());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and is passed over", file, e);
            return false;
        }
    }
}

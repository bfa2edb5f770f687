package io.rdrop.tools.experiment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results of cells in a folder, a file for each, named by its key. A file is there whole or not at all, whenever the
 * process is killed. One process at a time. Safe for use by several threads.
 */
public final class CellStore implements AutoCloseable {
    private static final String FOLDER = "cells";
    private static final String LOCK = ".lock";
    private static final String WHOLE = ".json";
    private static final String PART = ".part";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final FileChannel lock;

    private CellStore(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the store of an experiment's folder, an empty one if there is none.
     *
     * @throws ConfigException if another process uses it, or it cannot be made
     */
    public static CellStore open(Path directory) {
        try {
            Path folder = Files.createDirectories(directory.resolve(FOLDER));
            FileChannel lock =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new ConfigException("another experiment is using " + directory
                        + ": wait for it to end, or name another folder with --out");
            }
            for (Path part : list(folder, PART)) {
                Files.delete(part);
            }
            return new CellStore(folder, lock);
        } catch (IOException e) {
            throw new ConfigException("cannot use " + directory + " as the folder of an experiment: " + e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process holds it
        }
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The result of a cell; empty if there is none, or its file is damaged. */
    Optional<CellResult> find(String key) throws IOException {
        Path file = folder.resolve(key + WHOLE);
        CellResult result = Files.isRegularFile(file) ? read(file) : null;
        return result != null && result.key().equals(key) ? Optional.of(result) : Optional.empty();
    }

    /** Every result that can be read, those of other experiments and of other versions included. */
    List<CellResult> all() throws IOException {
        List<CellResult> all = new ArrayList<>();
        for (Path file : list(folder, WHOLE)) {
            CellResult result = read(file);
            if (result != null) {
                all.add(result);
            }
        }
        return all;
    }

    private static @Nullable CellResult read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return JSON.readValue(bytes, CellResult.class);
        } catch (JacksonException e) {
            return null; // damaged, or of a version that wrote other members: the cell is run again
        }
    }

    /** Keeps a result, on the disk when this returns. */
    void put(CellResult result) throws IOException {
        Path whole = folder.resolve(result.key() + WHOLE);
        Path part = folder.resolve(result.key() + PART);
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(result));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

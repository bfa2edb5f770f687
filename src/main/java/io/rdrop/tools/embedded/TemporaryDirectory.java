package io.rdrop.tools.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;

/** A directory that was given and is kept, or one of our own that goes away at close. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final boolean ours;

    private TemporaryDirectory(Path path, boolean ours) {
        this.path = path;
        this.ours = ours;
    }

    /** @param given kept at close, made if absent; null for a temporary one named after {@code prefix} */
    static TemporaryDirectory orGiven(@Nullable Path given, String prefix) throws IOException {
        if (given == null) {
            return new TemporaryDirectory(Files.createTempDirectory(prefix).toRealPath(), true);
        }
        return new TemporaryDirectory(Files.createDirectories(given).toRealPath(), false);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (!ours || !Files.exists(path)) {
            return;
        }
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete temporary directory " + path, e);
        }
    }

    /** Deletes a directory and all that is in it, also while others delete there. */
    public static void delete(Path directory) throws IOException {
        FileUtils.deleteDirectory(directory.toFile());
    }
}

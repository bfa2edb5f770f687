package io.rdrop.tools.bench;

import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.embedded.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a measurement keeps its topics and registries, which go away at close; the log of the process stays. */
record BenchFolder(Path path) implements AutoCloseable {
    /** A new one in the folder for temporary files, with the log of this process. */
    static BenchFolder create() throws IOException {
        Path path = Files.createTempDirectory("rdrop-bench-");
        LogFile.use(path.resolve("rdrop.log"));
        return new BenchFolder(path);
    }

    @Override
    public void close() throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(path)) {
            folders = entries.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            TemporaryDirectory.delete(folder);
        }
    }
}

package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.RegistryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `registry.directory` may look like. */
class RegistryDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @Test
    void takesAPathWithAndWithoutScheme() throws IOException {
        Path root = directory.resolve("models");
        for (String given : List.of(root.toString(), "file:" + root, "file://" + root, "FILE:" + root)) {
            RegistryStorage storage = FlinkRegistryStorage.of(given);
            storage.write("f", given.getBytes(UTF_8));

            assertThat(storage).as(given).isInstanceOf(LocalRegistryStorage.class);
            assertThat(root.resolve("f")).hasContent(given);
        }
    }

    @Test
    void takesARelativePath() throws IOException {
        assertThat(FlinkRegistryStorage.of("rdrop-out/models"))
                .isInstanceOf(LocalRegistryStorage.class)
                .hasToString(Path.of("rdrop-out/models").toAbsolutePath().toString());
    }

    @Test
    void takesSpacesInAPathAndInAUri() throws IOException {
        Path root = Files.createDirectory(directory.resolve("my models"));
        FlinkRegistryStorage.of(root.toString()).write("plain", new byte[0]);
        FlinkRegistryStorage.of("file://" + root).write("uri", new byte[0]);
        FlinkRegistryStorage.of(root.toUri().toString()).write("encoded", new byte[0]);

        assertThat(root).isDirectoryContaining("glob:**/plain");
        assertThat(root).isDirectoryContaining("glob:**/uri");
        assertThat(root).isDirectoryContaining("glob:**/encoded");
    }

    @Test
    void refusesWhatIsNoUri() {
        assertThatThrownBy(() -> FlinkRegistryStorage.of("file:///tmp/100%"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("registry.directory must be a path or a URI but was file:///tmp/100%");
    }

    @Test
    void leavesOtherSchemesToFlink() {
        assertThatThrownBy(() -> FlinkRegistryStorage.of("nosuchfs://bucket/models"))
                .isInstanceOf(UnsupportedFileSystemSchemeException.class)
                .hasMessageContaining("nosuchfs");
    }
}

package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryOutageTest {
    @TempDir
    private Path folder = Path.of("");

    private Path directory = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        directory = folder.resolve("models");
        Files.createDirectories(directory.resolve("inner"));
        Files.writeString(directory.resolve("inner/file"), "text");
    }

    @Test
    void nothingCanBeWrittenToAReadOnlyDirectory() throws Exception {
        DirectoryOutage outage = DirectoryOutage.readOnly(directory);
        try {
            assertThatThrownBy(() -> Files.writeString(directory.resolve("new"), ""))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Files.writeString(directory.resolve("inner/new"), ""))
                    .isInstanceOf(IOException.class);
        } finally {
            outage.end();
        }
        isAsItWas();
    }

    @Test
    void nothingCanBeReadFromADirectoryThatIsAway() throws Exception {
        DirectoryOutage outage = DirectoryOutage.away(directory);
        try {
            assertThatThrownBy(() -> Files.readString(directory.resolve("inner/file")))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Files.createDirectories(directory.resolve("other")))
                    .isInstanceOf(IOException.class);
        } finally {
            outage.end();
        }
        isAsItWas();
    }

    private void isAsItWas() throws IOException {
        assertThat(directory.resolve("inner/file")).hasContent("text");
        Files.writeString(directory.resolve("inner/new"), "");
        Files.writeString(directory.resolve("new"), "");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(directory);
        }
    }
}

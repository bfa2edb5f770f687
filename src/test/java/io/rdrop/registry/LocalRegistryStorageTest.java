package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryStorageTest extends RegistryStorageContract {
    @Override
    protected RegistryStorage create(Path root) {
        return new LocalRegistryStorage(root);
    }

    @Test
    void whatItWritesIsNotForTheWorldToWrite(@TempDir Path folder) throws Exception {
        LocalRegistryStorage storage = new LocalRegistryStorage(folder.resolve("made"));
        storage.write("de/1/model.zip", new byte[] {1});

        for (String made : List.of("made", "made/de", "made/de/1", "made/de/1/model.zip")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(made)))
                    .as(made)
                    .contains(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                    .doesNotContain(PosixFilePermission.OTHERS_WRITE);
        }
    }

    @Test
    void deletesALinkButNotWhatItPointsTo() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.createDirectory(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("d").resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("link"), outside);
        LocalRegistryStorage storage = new LocalRegistryStorage(root);

        storage.delete("d", true);
        storage.delete("link", true);

        assertThat(storage.list("")).isEmpty();
        assertThat(outside.resolve("precious")).hasContent("x");
    }

    /** Else a disk that is away for a moment would make a staged snapshot look deleted, and a model look new. */
    @Test
    void doesNotTakeWhatCannotBeReadForAbsent() throws IOException {
        Path root = Files.writeString(directory.resolve("root"), "a file");
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));

        assertThatThrownBy(() -> new LocalRegistryStorage(root).exists("d/f"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.toString());
        assertThatThrownBy(() -> new LocalRegistryStorage(loop).list("d"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(loop.toString());
    }

    @Test
    void failsClearlyWhereAFileStandsInTheWay() throws IOException {
        Path root = Files.writeString(directory.resolve("root"), "a file");

        assertThatThrownBy(() -> new LocalRegistryStorage(root).write("d/f", new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.toString());
        assertThat(new LocalRegistryStorage(root)).hasToString(root.toString());
    }
}

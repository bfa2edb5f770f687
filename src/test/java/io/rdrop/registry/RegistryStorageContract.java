package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of a registry must do; a subclass per implementation. */
public abstract class RegistryStorageContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    protected Path directory;

    private RegistryStorage storage;

    /** A store over a root that does not exist yet. */
    protected abstract RegistryStorage create(Path root) throws IOException;

    @BeforeEach
    void createStorage() throws IOException {
        storage = create(directory.resolve("not").resolve("yet"));
    }

    @Test
    void isEmptyBeforeTheFirstWrite() throws IOException {
        assertThat(storage.list("")).isEmpty();
        assertThat(storage.list("a/b")).isEmpty();
        assertThat(storage.exists("a")).isFalse();
    }

    @Test
    void readsWhatWasWrittenAndMakesDirectories() throws IOException {
        byte[] content = {0, -1, 10, 13, 127};
        storage.write("a/b/c.bin", content);

        assertThat(storage.read("a/b/c.bin")).isEqualTo(content);
        assertThat(storage.exists("a/b/c.bin")).isTrue();
        assertThat(storage.exists("a/b")).isTrue();
    }

    @Test
    void readsAnEmptyAndALargeFile() throws IOException {
        byte[] large = new byte[3_000_001];
        large[3_000_000] = 7;
        storage.write("empty", new byte[0]);
        storage.write("large", large);

        assertThat(storage.read("empty")).isEmpty();
        assertThat(storage.read("large")).isEqualTo(large);
    }

    @Test
    void writeReplacesALongerFile() throws IOException {
        write("f", "a long text");
        write("f", "short");

        assertThat(text("f")).isEqualTo("short");
    }

    @Test
    void writesManyFilesIntoADirectoryThatIsNotThereYet() throws IOException {
        storage.writeAll("d/e", Map.of("one", new byte[] {1}, "two", new byte[0]));
        storage.writeAll("d/e", Map.of("one", new byte[] {3}));

        assertThat(storage.list("d/e")).containsExactly("one", "two");
        assertThat(storage.read("d/e/one")).containsExactly(3);
        assertThat(storage.read("d/e/two")).isEmpty();
        assertThatThrownBy(() -> storage.writeAll("d", Map.of("../f", new byte[1])))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void replacesAFileOrNone() throws IOException {
        storage.replace("m/latest", "staging/t", new byte[] {1});
        assertThat(storage.read("m/latest")).containsExactly(1);

        storage.replace("m/latest", "staging/t", new byte[] {2, 2});

        assertThat(storage.read("m/latest")).containsExactly(2, 2);
        assertThat(storage.list("staging")).isEmpty();
        assertThatThrownBy(() -> storage.replace("../f", "staging/t", new byte[1]))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void listsPlainNamesSortedAndNotRecursively() throws IOException {
        write("d/b", "");
        write("d/a/deeper", "");
        write("d/.hidden", "");
        write("d/C", "");
        write("beside", "");

        assertThat(storage.list("d")).containsExactly(".hidden", "C", "a", "b");
        assertThat(storage.list("")).containsExactly("beside", "d");
    }

    @Test
    void listsNothingInAFile() throws IOException {
        write("f", "x");

        assertThat(storage.list("f")).isEmpty();
    }

    @Test
    void refusesToReadWhatIsNotThere() {
        assertThatThrownBy(() -> storage.read("absent"))
                .isInstanceOfAny(FileNotFoundException.class, NoSuchFileException.class);
        assertThatThrownBy(() -> storage.lastModifiedMs("absent")).isInstanceOf(IOException.class);
    }

    @Test
    void renamesADirectoryWithAllItHoldsIntoANewParent() throws IOException {
        write("staging/x/one", "1");
        write("staging/x/sub/two", "2");

        storage.rename("staging/x", "model/00000001");

        assertThat(storage.exists("staging/x")).isFalse();
        assertThat(text("model/00000001/one")).isEqualTo("1");
        assertThat(text("model/00000001/sub/two")).isEqualTo("2");
    }

    @Test
    void refusesToRenameADirectoryOntoAnything() throws IOException {
        write("from/f", "new");
        write("full/f", "old");
        write("emptied/f", "");
        storage.delete("emptied/f", false);
        write("file", "old");

        for (String target : new String[] {"full", "emptied", "file"}) {
            assertThatThrownBy(() -> storage.rename("from", target)).isInstanceOf(IOException.class);
        }

        assertThat(text("from/f")).isEqualTo("new");
        assertThat(text("full/f")).isEqualTo("old");
        assertThat(storage.list("emptied")).isEmpty();
        assertThat(text("file")).isEqualTo("old");
    }

    @Test
    void refusesToRenameAFileOntoADirectory() throws IOException {
        write("f", "x");
        write("d/inside", "y");

        assertThatThrownBy(() -> storage.rename("f", "d")).isInstanceOf(IOException.class);

        assertThat(text("f")).isEqualTo("x");
        assertThat(storage.list("d")).containsExactly("inside");
    }

    @Test
    void renamesAFileOverAFile() throws IOException {
        write("latest", "1");
        write("staging/t", "2");

        storage.rename("staging/t", "latest");

        assertThat(text("latest")).isEqualTo("2");
        assertThat(storage.exists("staging/t")).isFalse();
    }

    @Test
    void refusesToRenameWhatIsNotThere() throws IOException {
        write("f", "x");

        assertThatThrownBy(() -> storage.rename("absent", "f")).isInstanceOf(IOException.class);

        assertThat(text("f")).isEqualTo("x");
    }

    @Test
    void deletesFilesAndWholeDirectories() throws IOException {
        write("d/sub/f", "");
        write("d/g", "");
        write("kept", "");

        storage.delete("d/g", false);
        assertThat(storage.list("d")).containsExactly("sub");
        storage.delete("d", true);
        assertThat(storage.list("")).containsExactly("kept");
        storage.delete("kept", true);
        assertThat(storage.list("")).isEmpty();
    }

    @Test
    void deletingWhatIsNotThereDoesNothing() throws IOException {
        storage.delete("absent", false);
        storage.delete("absent/deeper", true);

        assertThat(storage.list("")).isEmpty();
    }

    @Test
    void refusesToDeleteAFullDirectoryUnlessRecursive() throws IOException {
        write("d/f", "x");

        assertThatThrownBy(() -> storage.delete("d", false)).isInstanceOf(IOException.class);

        assertThat(text("d/f")).isEqualTo("x");
    }

    @Test
    void knowsWhenAFileWasWritten() throws IOException {
        write("d/f", "x");

        assertThat(storage.lastModifiedMs("d/f")).isCloseTo(System.currentTimeMillis(), within(60_000L));
        assertThat(storage.lastModifiedMs("d")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void storesEncodedNames() throws IOException {
        write("a%2Fb%C3%A9/f", "x");

        assertThat(storage.list("")).containsExactly("a%2Fb%C3%A9");
        assertThat(text("a%2Fb%C3%A9/f")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "a/../../x",
                "a/..",
                "/etc/passwd",
                "/",
                "a//b",
                "a/",
                ".",
                "./a",
                "a\\b",
                "C:/x",
                "a\nb",
                "a\0b"
            })
    void refusesPathsThatCouldLeaveTheRoot(String path) throws IOException {
        write("f", "x");

        assertThatThrownBy(() -> storage.exists(path)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.list(path)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.read(path)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.write(path, new byte[1])).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.rename(path, "g")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.rename("f", path)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.delete(path, true)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.lastModifiedMs(path)).isInstanceOf(RegistryException.class);
    }

    @Test
    void theRootCanOnlyBeListed() {
        assertThatThrownBy(() -> storage.delete("", true)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> storage.write("", new byte[1])).isInstanceOf(RegistryException.class);
    }

    private void write(String path, String content) throws IOException {
        storage.write(path, content.getBytes(UTF_8));
    }

    private String text(String path) throws IOException {
        return new String(storage.read(path), UTF_8);
    }
}

package io.rdrop.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileTest {
    private final Path folder;

    DataFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.CSV", "a.csv.gz"})
    void readsCsvWithAndWithoutFinalNewline(String name) throws IOException {
        for (String end : List.of("", "\n", "\r\n")) {
            DataFile file = Rows.write(folder, name, "x,y\n1,a\r\n2,b" + end);
            assertThat(Rows.shown(file)).containsExactly("[1, a]", "[2, b]");
            assertThat(columns(file)).containsExactly("x", "y");
        }
    }

    @Test
    void readsQuotesSeparatorsAndLineEndsInQuotes() throws IOException {
        DataFile file = Rows.write(
                folder, "a.csv", "x,\"the y\"\n\"1,5\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",b\n\"\",\"\"\n5\",6\n");
        assertThat(columns(file)).containsExactly("x", "the y");
        assertThat(Rows.shown(file)).containsExactly("[1,5, say \"hi\"]", "[two\r\nlines, b]", "[, ]", "[5\", 6]");
    }

    @Test
    void readsTabsWithoutQuoting() throws IOException {
        DataFile file = Rows.write(folder, "a.tsv", "label\ttext\nq\t\"open, and on\nr\t\"a\" b\"\n");
        assertThat(Rows.shown(file)).containsExactly("[q, \"open, and on]", "[r, \"a\" b\"]");
    }

    @Test
    void skipsTheByteOrderMarkOfAnyFormat() throws IOException {
        assertThat(columns(Rows.write(folder, "a.csv", "\ufeffx,y\n1,2"))).containsExactly("x", "y");
        assertThat(Rows.shown(Rows.write(folder, "a.jsonl", "\ufeff{\"x\":1}"))).containsExactly("{\"x\":1}");
    }

    @Test
    void keepsTheBytesOfLinesThatAreNoRows() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("x,y\n1,2,3\n\n   \n1\n".getBytes(StandardCharsets.UTF_8));
        content.writeBytes(new byte[] {'1', ',', (byte) 0xff, 0, '\r', '\n'});
        content.writeBytes("\"a\"b,2\nü�,4\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Rows.shown(Rows.write(folder, "a.csv", content.toByteArray())))
                .containsExactly("!1,2,3", "!", "!   ", "!1", "!1,ÿ\0", "!\"a\"b,2", "[ü�, 4]");
    }

    @Test
    void takesOneLineForBrokenWhereAQuoteStaysOpen() throws IOException {
        String good = "1,2,3,UP\n".repeat(200);
        List<String> shown = Rows.shown(Rows.write(folder, "a.csv", "a,b,c,d\n1,\"2,3,UP\n" + good));
        assertThat(shown).hasSize(201).startsWith("!1,\"2,3,UP", "[1, 2, 3, UP]");
    }

    @Test
    void doesNotLetTwoStrayQuotesSwallowTheGoodRowsBetween() throws IOException {
        String good = "1,2,3,UP\n".repeat(10);
        List<String> shown =
                Rows.shown(Rows.write(folder, "a.csv", "a,b,c,d\n1,2,3,\"UP\n" + good + "1,2,3,UP\"\n" + good));
        assertThat(shown).hasSize(22).startsWith("!1,2,3,\"UP", "[1, 2, 3, UP]").contains("[1, 2, 3, UP\"]");
    }

    @Test
    void boundsTheLookAheadInLinesAndBytes() throws IOException {
        String within = "x,\"" + "\n".repeat(TableReader.MAX_CONTINUATION_LINES) + "y\"\n";
        String beyond = "x,\"" + "\n".repeat(TableReader.MAX_CONTINUATION_LINES + 1) + "y\"\n";
        String tooLong = "x,\"\n" + "z".repeat(TableReader.MAX_CONTINUATION_BYTES) + "\"\n";
        assertThat(Rows.of(Rows.write(folder, "a.csv", "a,b\n" + within))).hasSize(1);
        assertThat(Rows.of(Rows.write(folder, "b.csv", "a,b\n" + beyond)))
                .hasSize(TableReader.MAX_CONTINUATION_LINES + 2)
                .allMatch(row -> row instanceof Row.BrokenRow);
        assertThat(Rows.of(Rows.write(folder, "c.csv", "a,b\n" + tooLong))).hasSize(2);
    }

    @Test
    void readsLinesLongerThanItsBufferExactly() throws IOException {
        Random random = new Random(1);
        StringBuilder content = new StringBuilder("a,b\n");
        for (int i = 0; i < 40; i++) {
            content.append("x".repeat(random.nextInt(100_000))).append(",y\n");
        }
        DataFile file = Rows.write(folder, "a.csv.gz", content.toString());
        StringBuilder read = new StringBuilder("a,b\n");
        for (Row row : Rows.of(file)) {
            read.append(String.join(",", ((Row.TableRow) row).fields())).append('\n');
        }
        assertThat(read.toString().equals(content.toString())).isTrue();
    }

    @Test
    void readsJsonObjectsAndKeepsOtherLines() throws IOException {
        DataFile file = Rows.write(
                folder, "a.ndjson.gz", "{\"x\":1.50,\"y\":[1]}\n\n[1]\n{\"x\":1\n{\"x\":1,\"x\":2}\n{\"x\":1} 2\n");
        assertThat(Rows.shown(file))
                .containsExactly(
                        "{\"x\":1.50,\"y\":[1]}", "!", "![1]", "!{\"x\":1", "!{\"x\":1,\"x\":2}", "!{\"x\":1} 2");
    }

    @Test
    void namesColumnsThatHaveNoName() throws IOException {
        assertThat(columns(Rows.write(folder, "a.csv", ", x ,y\n0,1,2\n"))).containsExactly("column_1", "x", "y");
    }

    @Test
    void refusesUnusableFilesWithTheReason() throws IOException {
        assertThatThrownBy(() -> DataFile.of(folder.resolve("a.parquet")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".csv")
                .hasMessageContaining("a.parquet");
        assertThatThrownBy(() -> DataFile.of(folder.resolve("a.csv")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such data file");
        assertThatThrownBy(() -> Rows.write(folder, "a.csv", new byte[] {0x1f, (byte) 0x8b, 8}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not end with .gz");
        Path plain = folder.resolve("b.csv.gz");
        Files.writeString(plain, "a,b\n");
        assertThatThrownBy(() -> DataFile.of(plain))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not gzip");
        for (String header : List.of("", "\n1,2\n", "a,b,a\n1,2,3\n", "a,\"b\n1,2\n")) {
            DataFile file = Rows.write(folder, "c.csv", header);
            assertThatThrownBy(file::open).isInstanceOf(ConfigException.class).hasMessageContaining("header");
        }
    }

    @Test
    void saysWhereADamagedGzipFileEnds() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(("a,b\n" + "1,2\n".repeat(100)).getBytes(StandardCharsets.UTF_8));
        }
        Path path = folder.resolve("a.csv.gz");
        Files.write(path, Arrays.copyOf(zipped.toByteArray(), zipped.size() - 12));
        DataFile file = DataFile.of(path);
        assertThatThrownBy(() -> Rows.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.csv.gz cannot be read after line");
    }

    private static List<String> columns(DataFile file) throws IOException {
        try (RowReader reader = file.open()) {
            return reader.columns();
        }
    }
}

package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.DataFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileTest {
    private final Path directory;

    DataFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv,CSV,false",
        "A.CSV.GZ,CSV,true",
        "a.b.tsv,TSV,false",
        "a.tsv.gz,TSV,true",
        "a.jsonl,JSON_LINES,false",
        "a.ndjson.gz,JSON_LINES,true",
        "a.json,JSON_LINES,false"
    })
    void tellsTheFormatByName(String name, FileFormat format, boolean gzipped) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, gzipped ? new byte[] {0x1f, (byte) 0x8b, 8} : new byte[] {'x'});
        assertThat(DataFile.of(file)).isEqualTo(new DataFile(file, format, gzipped, Dialect.USUAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.xlsx", "a", "a.gz", "a.csv.zip"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> DataFiles.write(directory, name, "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must end with .csv")
                .hasMessageContaining(name);
    }

    @Test
    void refusesANameThatContradictsTheContent() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain.csv.gz"), "a,b\n");
        assertThatThrownBy(() -> DataFile.of(plain))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not gzip");
        Path packed =
                Files.move(DataFiles.write(directory, "p.csv.gz", "a,b\n").path(), directory.resolve("packed.csv"));
        assertThatThrownBy(() -> DataFile.of(packed))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not end with .gz");
    }

    @Test
    void refusesWhatIsNotThereOrNoFile() throws IOException {
        assertThatThrownBy(() -> DataFile.of(directory.resolve("none.csv")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such data file");
        Path folder = Files.createDirectory(directory.resolve("folder.csv"));
        assertThatThrownBy(() -> DataFile.of(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not a file");
    }

    @Test
    void readsCompressedAndPlainAlike() throws IOException {
        String text = "a,b\n1,x\n2,\u00fc\n";
        assertThat(DataFiles.shown(DataFiles.write(directory, "a.csv", text))).containsExactly("1|x", "2|\u00fc");
        assertThat(DataFiles.shown(DataFiles.write(directory, "a.csv.gz", text)))
                .containsExactly("1|x", "2|\u00fc");
    }

    @Test
    void canBeReadAgain() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", "a,b\n1,2\n");
        assertThat(DataFiles.shown(file)).isEqualTo(DataFiles.shown(file)).hasSize(1);
    }

    @Test
    void namesTheFileWhoseCompressedDataBreaksOff() throws IOException {
        Path whole = DataFiles.write(directory, "whole.csv.gz", "a,b\n" + "1,2\n3,4\n5,6\n".repeat(5_000))
                .path();
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(directory.resolve("cut.csv.gz"), Arrays.copyOf(bytes, bytes.length / 2));
        DataFile file = DataFile.of(cut);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DataFiles.rows(file))
                .withMessageContaining("cut.csv.gz");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", "\ufeffa,b\n1,2\n");
        try (RowReader rows = file.open()) {
            assertThat(rows.columns()).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n1,2\n"})
    void refusesAFileWithoutAHeader(String content) throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", content);
        assertThatThrownBy(file::open).isInstanceOf(ConfigException.class).hasMessageContaining("header line");
    }

    @Test
    void refusesAHeaderThatNamesAColumnTwice() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", "a,b, a\n");
        assertThatThrownBy(file::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("names the column a twice");
    }

    @Test
    void refusesALineThatIsTooLong() {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'x');
        LineReader lines = new LineReader(new Endless(block), "endless.csv");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(lines::next)
                .withMessageContaining("endless.csv")
                .withMessageContaining("longer than 67108864 bytes");
    }

    @Test
    void readsALineThatSpansBuffers() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("a,b\n".getBytes(StandardCharsets.UTF_8));
        String field = "0123456789".repeat(20_000);
        text.writeBytes((field + ",1\n2,3").getBytes(StandardCharsets.UTF_8));
        List<String> rows = DataFiles.shown(DataFiles.write(directory, "a.csv", text.toByteArray()));
        assertThat(rows).containsExactly(field + "|1", "2|3");
    }

    /** The same block for ever. */
    private static final class Endless extends InputStream {
        private final byte[] block;

        Endless(byte[] block) {
            this.block = block;
        }

        @Override
        public int read() {
            return block[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int n = Math.min(length, block.length);
            System.arraycopy(block, 0, buffer, offset, n);
            return n;
        }
    }
}

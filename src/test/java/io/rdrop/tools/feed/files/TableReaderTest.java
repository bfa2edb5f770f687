package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.tools.feed.DataFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
    private final Path directory;

    TableReaderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private List<String> csv(String text) throws IOException {
        return DataFiles.shown(DataFiles.write(directory, "a.csv", text));
    }

    @Test
    void readsQuotedFieldsAsRfc4180Says() throws IOException {
        assertThat(csv("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n,\"\"\n5\" nail,z\n"))
                .containsExactly("x, y|say \"hi\"", "|", "5\" nail|z");
    }

    @Test
    void toleratesCrLfAndNeedsNoFinalLineEnd() throws IOException {
        assertThat(csv("a,b\r\n1,2\r\n3,4")).containsExactly("1|2", "3|4");
    }

    @Test
    void emptyLinesInTheMiddleAreRowsAndAFinalLineEndIsNone() throws IOException {
        assertThat(csv("a,b\n1,2\n\n3,4\n")).containsExactly("1|2", "broken:", "3|4");
        assertThat(csv("a,b\r\n1,2\r\n\r\n")).containsExactly("1|2", "broken:");
    }

    @Test
    void linesOfAnotherLengthAreBrokenAndKeepTheirBytes() throws IOException {
        assertThat(csv("a,b,c\n1,2\n1,2,3,4\n1,2,3\n")).containsExactly("broken:1,2", "broken:1,2,3,4", "1|2|3");
    }

    @Test
    void undecodableLinesAreBrokenAndKeepTheirBytes() throws IOException {
        byte[] text = "a,b\n1,\u00ff\u00fe\n3,4\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(DataFiles.shown(DataFiles.write(directory, "a.csv", text)))
                .containsExactly("broken:1,\u00ff\u00fe", "3|4");
    }

    @Test
    void theReplacementCharacterItselfIsText() throws IOException {
        assertThat(csv("a,b\n1,\ufffd\n")).containsExactly("1|\ufffd");
    }

    @Test
    void aQuotedFieldMayRunOverLineEnds() throws IOException {
        assertThat(csv("a,b\n1,\"two\nlines\"\n\"\r\n\",x\n2,y\n")).containsExactly("1|two\nlines", "\r\n|x", "2|y");
    }

    @Test
    void aStrayQuoteBreaksItsLineOnly() throws IOException {
        assertThat(csv("a,b\n1,\"oops\n2,x\n3,y\n")).containsExactly("broken:1,\"oops", "2|x", "3|y");
    }

    @Test
    void twoStrayQuotesDoNotSwallowTheRowsBetweenThem() throws IOException {
        assertThat(csv("a,b,c,d\n1,1,1,\"UP\n2,2,2,UP\n3,3,3,DOWN\n4,4,4,UP\"\n5,5,5,UP\n"))
                .containsExactly("broken:1,1,1,\"UP", "2|2|2|UP", "3|3|3|DOWN", "4|4|4|UP\"", "5|5|5|UP");
    }

    @Test
    void looksNoFurtherThanFiftyLinesForTheEndOfAQuotedField() throws IOException {
        String fits = "1,\"" + "\n".repeat(TableReader.MAX_CONTINUATION_LINES) + "\"\n";
        assertThat(csv("a,b\n" + fits)).hasSize(1);
        String tooLong = "1,\"" + "\n".repeat(TableReader.MAX_CONTINUATION_LINES + 1) + "\"\n";
        assertThat(csv("a,b\n" + tooLong))
                .hasSize(TableReader.MAX_CONTINUATION_LINES + 2)
                .first()
                .isEqualTo("broken:1,\"");
    }

    @Test
    void looksNoFurtherThanItsBytesForTheEndOfAQuotedField() throws IOException {
        String line = "x".repeat(TableReader.MAX_CONTINUATION_BYTES);
        assertThat(csv("a,b\n1,\"" + line + "\n\"\n")).hasSize(2).allMatch(row -> row.startsWith("broken:"));
    }

    @Test
    void tsvKnowsNoQuotes() throws IOException {
        assertThat(DataFiles.shown(DataFiles.write(directory, "a.tsv", "a\tb\n\"x\ty, \"\"z\n")))
                .containsExactly("\"x|y, \"\"z");
    }

    @Test
    void columnsWithoutANameGetOne() throws IOException {
        try (RowReader rows =
                DataFiles.write(directory, "a.csv", ",\"b, c\", d\n").open()) {
            assertThat(rows.columns()).containsExactly("column_1", "b, c", "d");
        }
    }
}

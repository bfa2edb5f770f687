package io.rdrop.tools.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Files as people have them: each works, or says in one line why not, where, and what to do. */
class FileKindsTest {
    @TempDir
    private Path folder = Path.of("");

    @Command
    private static final class Host {
        @Mixin
        private TaskOptions task = new TaskOptions();
    }

    private static TaskData look(Path data, String label, String... options) throws IOException {
        Host host = new Host();
        new CommandLine(host).parseArgs(options);
        return host.task.look(data, label, EnvelopeColumns.NONE, null, List.of());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path file(String name, String text, Charset encoding) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(encoding));
    }

    /** What is sent, one line a record. */
    private static List<String> records(TaskData data) {
        JobConfig job = JobConfigs.parse(data.jobYaml(), "the inferred job", List.of());
        List<String> records = new ArrayList<>();
        data.records(job).forEach(record -> records.add(new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    private static String texts(int rows, String separator) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("where is my card number ").append(i).append(separator).append(i % 2 == 0 ? "card" : "cash");
            text.append('\n');
        }
        return text.toString();
    }

    // ---- which task ------------------------------------------------------------------------------------------------

    @Test
    void aTableOfNothingButTextsIsTakenAsTextsAndSaysSo() throws IOException {
        Path data = file("a.tsv", "query\tintent\n" + texts(40, "\t"));

        TaskData taken = look(data, "intent");
        assertThat(taken.describe())
                .startsWith("Taken as --task text-classification, since its only column beside the label holds texts"
                        + " (--task classification takes it as a table)");
        assertThat(taken.jobYaml()).contains("task: text-classification");
        assertThat(records(taken).get(0)).isEqualTo("{\"features\":\"where is my card number 0\",\"label\":\"card\"}");
        assertThat(look(data, "intent", "--limit", "10").rows()).isEqualTo(10);

        TaskData forced = look(data, "intent", "--task", "classification");
        assertThat(forced.jobYaml()).contains("type: categorical").doesNotContain("task: text-classification");
        assertThat(forced.describe())
                .contains("column query holds texts, of which a table can learn little; to learn from them: --task"
                        + " text-classification --text-column query");
    }

    @Test
    void aColumnOfTextsAmongOthersIsOffered() throws IOException {
        Path data = file("a.csv", "n,query,intent\n" + texts(40, ",").replace("where", "1,where"));

        assertThat(look(data, "intent").describe())
                .startsWith("a.csv: 40 rows, 2 feature columns")
                .contains("--task text-classification --text-column query");
        assertThat(records(look(data, "intent", "--text-column", "query")).get(1))
                .isEqualTo("{\"features\":\"where is my card number 1\",\"label\":\"cash\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-%d", "%d.5", "red"})
    void idsNumbersAndCategoriesAreNoTexts(String value) throws IOException {
        StringBuilder text = new StringBuilder("x,label\n");
        for (int i = 0; i < 40; i++) {
            text.append(String.format(value, i)).append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        assertThat(look(file("a.csv", text.toString()), "label").describe())
                .startsWith("a.csv: 40 rows, 1 feature column,");
    }

    @Test
    void recordsOfTextsAreTakenAsTexts() throws IOException {
        Path data =
                file("a.jsonl", "{\"features\":\"Hi there\",\"label\":\"a\"}\n{\"features\":\"Ho\",\"label\":\"b\"}\n");

        assertThat(look(data, "label").describe())
                .startsWith("Taken as --task text-classification, since its records have texts for features");
    }

    @Test
    void aPlainTextIsTakenAsALanguageModelsAndEveryLineIsARecord() throws IOException {
        Path data = file("verse.txt", "first line\n\nK\u00f6ln \"quoted\"\n");

        TaskData taken = look(data, "label");
        assertThat(taken.describe())
                .startsWith("Taken as --task language-model, since it is plain text")
                .contains("verse.txt: 3 texts")
                .contains("such as first line");
        assertThat(taken.jobYaml()).contains("task: language-model");
        assertThat(records(taken))
                .containsExactly(
                        "{\"features\":\"first line\"}",
                        "{\"features\":\"\"}",
                        "{\"features\":\"K\u00f6ln \\\"quoted\\\"\"}");
        Path table = file("reviews.csv", "id,text,stars\n1,so good,5\n2,so bad,1\n");
        assertThat(records(look(table, "label", "--task", "language-model")))
                .containsExactly("{\"features\":\"so good\"}", "{\"features\":\"so bad\"}");
        assertThatThrownBy(() -> look(data, "label", "--task", "classification"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("label");
    }

    @Test
    void tokensALineAreTakenAsSentences() throws IOException {
        Path data = file("names.conll", "-DOCSTART- -X- O\n\nAda NNP B-person\nslept VBD O\n\n\nHi UH O\n");

        TaskData taken = look(data, "label");
        assertThat(taken.describe())
                .startsWith("Taken as --task sequence-tagging, since it has a token a line")
                .contains("names.conll: 2 sentences of 3 tokens in column tokens, 2 tags in column tags")
                .contains("such as Ada slept");
        assertThat(taken.jobYaml()).contains("task: sequence-tagging", "\"B-person\" # 1 tokens", "\"O\" # 2 tokens");
        assertThat(records(taken))
                .containsExactly(
                        "{\"tokens\":\"Ada slept\",\"tags\":\"B-person O\"}", "{\"tokens\":\"Hi\",\"tags\":\"O\"}");
        assertThat(records(look(data, "column_2")))
                .containsExactly(
                        "{\"tokens\":\"Ada slept\",\"tags\":\"NNP VBD\"}", "{\"tokens\":\"Hi\",\"tags\":\"UH\"}");
    }

    @Test
    void ofConlluWordsAreTakenAndNothingElse() throws IOException {
        String rest = "\t_\t_\t0\troot\t_\t_\n";
        Path data = file(
                "a.conllu",
                "# text = don't go 1 000 times\n1-2\tdon't\t_\t_" + rest + "1\tdo\tdo\tAUX" + rest + "2\tn't\tnot\tPART"
                        + rest + "2.1\tx\tx\tVERB" + rest + "3\t1 000\t1000\tNUM" + rest);

        assertThat(records(look(data, "upos")))
                .containsExactly("{\"tokens\":\"do n't 1_000\",\"tags\":\"AUX PART NUM\"}");
    }

    @Test
    void sentencesOfTablesAndJsonLinesAreTakenByTheirColumns() throws IOException {
        Path table = file("a.tsv", "genre\ttokens\tupos\nweb\tAl \"ran\"\tX Y\nweb\tno tag\tX\nweb\tnone\t\n");
        TaskData taken = look(table, "upos", "--task", "sequence-tagging");
        assertThat(taken.describe())
                .contains("1 rows have not as many tags as tokens", "1 rows have no tags; the job will reject them");
        assertThat(records(taken))
                .containsExactly(
                        "{\"tokens\":\"Al \\\"ran\\\"\",\"tags\":\"X Y\"}",
                        "{\"tokens\":\"no tag\",\"tags\":\"X\"}",
                        "{\"tokens\":\"none\",\"tags\":null}");
        String record = "{\"id\":\"a\",\"tokens\":[\"A b\",\"c\"],\"tags\":[\"X\",\"Y\"]}";
        assertThat(records(look(file("a.jsonl", record + "\n"), "label", "--task", "sequence-tagging")))
                .containsExactly(record);
        Path named = file("b.jsonl", "{\"words\":\"a b\",\"pos\":\"X Y\"}\n");
        assertThat(records(look(named, "pos", "--task", "sequence-tagging", "--text-column", "words")))
                .containsExactly("{\"tokens\":\"a b\",\"tags\":\"X Y\"}");
        assertThatThrownBy(() -> look(named, "pos", "--task", "sequence-tagging"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must have at least 2 tags but has none")
                .hasMessageContaining("--text-column");
    }

    @Test
    void linesOfOtherColumnsMakeTheirSentenceABrokenRow() throws IOException {
        Path data = file("a.conll", "a X\nb Y Z\n\nc X\nd Y\n");
        TaskData taken = look(data, "label");
        assertThat(taken.describe()).contains("1 rows cannot be read; the job will reject them");
        assertThat(records(taken)).containsExactly("a X\nb Y Z\n", "{\"tokens\":\"c d\",\"tags\":\"X Y\"}");
    }

    @Test
    void anIdxFileIsTakenAsImages() throws IOException {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4};
        Path data = Files.write(folder.resolve("t-images-idx3-ubyte"), images);
        Path labels = Files.write(folder.resolve("t-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 0, 1});

        assertThat(look(data, "label").describe())
                .startsWith("Taken as --task image-classification, since it is an idx file");
        assertThat(look(gzip(data), "label").rows()).isEqualTo(2);
        assertThatThrownBy(() -> look(labels, "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be an idx file of images");
        assertThatThrownBy(() -> look(file("notes", "hello"), "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must end with .csv");
    }

    // ---- numbers ---------------------------------------------------------------------------------------------------

    @Test
    void wordsForAMissingNumberAreNullInColumnsOfNumbersOnly() throws IOException {
        Path data = file(
                "a.csv",
                "x,c,label\n1,NA,a\nNA,-,b\nnull,red,a\nNaN,red,b\n-,blue,a\nn/a,null,b\n?,?,a\n,,b\n2.5,red,a\n");

        TaskData found = look(data, "label");
        assertThat(found.describe()).contains("! column x has 5 values such as NA, which are taken as missing (--na)");
        assertThat(records(found))
                .startsWith(
                        "{\"features\":{\"x\":1,\"c\":\"NA\"},\"label\":\"a\"}",
                        "{\"features\":{\"x\":null,\"c\":\"-\"},\"label\":\"b\"}",
                        "{\"features\":{\"x\":null,\"c\":\"red\"},\"label\":\"a\"}",
                        "{\"features\":{\"x\":null,\"c\":\"red\"},\"label\":\"b\"}",
                        "{\"features\":{\"x\":null,\"c\":\"blue\"},\"label\":\"a\"}",
                        "{\"features\":{\"x\":null,\"c\":\"null\"},\"label\":\"b\"}",
                        "{\"features\":{\"x\":null,\"c\":null},\"label\":\"a\"}");
    }

    @Test
    void theWordsForAMissingNumberCanBeSet() throws IOException {
        Path data = file("a.csv", "x,label\n1,a\n-999,b\nunknown,a\nNA,b\n2,a\n".repeat(1));

        assertThat(look(data, "label").jobYaml()).contains("type: categorical");
        assertThat(records(look(data, "label", "--na", "unknown, na,-999")))
                .containsExactly(
                        "{\"features\":{\"x\":1},\"label\":\"a\"}",
                        "{\"features\":{\"x\":null},\"label\":\"b\"}",
                        "{\"features\":{\"x\":null},\"label\":\"a\"}",
                        "{\"features\":{\"x\":null},\"label\":\"b\"}",
                        "{\"features\":{\"x\":2},\"label\":\"a\"}");
    }

    @Test
    void targetsMayBeMissingAndInAnyStyle() throws IOException {
        Path data = file("a.csv", "x;y\n1;1.250,5\n2;NA\n3;7\n");

        TaskData found = look(data, "y", "--task", "regression");
        assertThat(found.describe())
                .contains("! label y has numbers with decimal commas: 1.250,5 is taken as 1250.5")
                .contains("! 1 rows have no label");
        assertThat(records(found))
                .containsExactly(
                        "{\"features\":{\"x\":1},\"label\":1250.5}",
                        "{\"features\":{\"x\":2},\"label\":null}",
                        "{\"features\":{\"x\":3},\"label\":7}");
    }

    @Test
    void numbersInOtherStylesAreReadIfTheirColumnAgreesAndSaidSo() throws IOException {
        Path data = file(
                "a.csv",
                "dollars,euros,mixed,label\n\"1,234.5\",\"1 234,5\",\"1,5\",a\n7.25,\"0,5\",2.5,b\n\"12,000\",12,3.5,a\n");

        TaskData found = look(data, "label");
        assertThat(found.describe())
                .contains("! column dollars has numbers with thousands set apart: 1,234.5 is taken as 1234.5")
                .contains("! column euros has numbers with decimal commas: 1 234,5 is taken as 1234.5");
        assertThat(records(found))
                .containsExactly(
                        "{\"features\":{\"dollars\":1234.5,\"euros\":1234.5,\"mixed\":\"1,5\"},\"label\":\"a\"}",
                        "{\"features\":{\"dollars\":7.25,\"euros\":0.5,\"mixed\":\"2.5\"},\"label\":\"b\"}",
                        "{\"features\":{\"dollars\":12000,\"euros\":12,\"mixed\":\"3.5\"},\"label\":\"a\"}");
    }

    @Test
    void commasThatMayBeEitherAreToldOf() throws IOException {
        String rows = "\"1,234\"%sa\n\"5,678\"%sb\n";
        TaskData commas = look(file("a.csv", "x,label\n" + rows.replace("%s", ",")), "label");
        TaskData semicolons = look(file("b.csv", "x;label\n" + rows.replace("%s", ";")), "label");

        assertThat(commas.describe())
                .contains("1,234 is taken as 1234; the file does not tell whether its commas are decimal ones");
        assertThat(semicolons.describe()).contains("1,234 is taken as 1.234; the file does not tell");
        assertThat(records(semicolons).get(1)).isEqualTo("{\"features\":{\"x\":5.678},\"label\":\"b\"}");
    }

    @Test
    void aLoneCommaAmongPlainNumbersIsABrokenValue() throws IOException {
        Path data = file("a.csv", "x,label\n" + "1.5,a\n2.5,b\n".repeat(30) + "\"3,5\",a\n");

        assertThat(look(data, "label").describe())
                .contains(
                        "column x is numeric but 1 values are not numbers, such as 3,5: the job will reject those rows")
                .doesNotContain("decimal commas");
    }

    // ---- lines -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {";semicolons", "\ttabs", "|vertical bars"})
    void otherSeparatorsAreRecognisedAndSaidSo(String separatorAndName) throws IOException {
        char separator = separatorAndName.charAt(0);
        Path data = file(
                "a.csv",
                "x,c,label\n1,\"a,b\",u\n2,b,v\n3,c,u\n".replace("a,b", "a+b").replace(',', separator));

        TaskData found = look(data, "label");
        assertThat(found.describe())
                .contains("! its fields are separated by " + separatorAndName.substring(1)
                        + ", not by commas as its name says");
        assertThat(records(found).get(0)).isEqualTo("{\"features\":{\"x\":1,\"c\":\"a+b\"},\"label\":\"u\"}");
    }

    @Test
    void commasInAFileNamedTsvAreRecognised() throws IOException {
        assertThat(records(look(file("a.tsv", "x,label\n1,\"a, b\"\n2,c\n"), "label")))
                .containsExactly(
                        "{\"features\":{\"x\":1},\"label\":\"a, b\"}", "{\"features\":{\"x\":2},\"label\":\"c\"}");
    }

    @Test
    void semicolonsWithinFieldsOfACommaSeparatedFileAreText() throws IOException {
        assertThat(look(file("a.csv", "x;y,label\n1;2,a\n3;4,b\n"), "label").describe())
                .startsWith("a.csv: 2 rows, 1 feature column, label label")
                .doesNotContain("separated");
    }

    @Test
    void aHeaderThatIsDataIsRefusedWithTheWayOut() throws IOException {
        Path data = file("iris.csv", "5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n6.3,3.3,6.0,2.5,virginica\n");

        assertThatThrownBy(() -> look(data, "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no column label")
                .hasMessageEndingWith("; if its first line is no header but data, say --no-header: its columns are then"
                        + " column_1 to column_5");
        assertThatThrownBy(() -> look(file("b.csv", "1,1,a\n2,3,b\n"), "label"))
                .hasMessageContaining(
                        "names the column 1 twice; if its first line is no header but data, say --no-header");
        TaskData found = look(data, "column_5", "--no-header");
        assertThat(found.rows()).isEqualTo(3);
        assertThat(records(found).get(0))
                .isEqualTo("{\"features\":{\"column_1\":5.1,\"column_2\":3.5,\"column_3\":1.4,\"column_4\":0.2},"
                        + "\"label\":\"setosa\"}");
    }

    @Test
    void aLineThatIsNoRowIsToldOfWithItsNumberAndCause() throws IOException {
        assertThat(look(file("a.csv", "x,label\n1,a\n2,b\n\n3\n4,a\n"), "label").describe())
                .contains("2 of 5 lines cannot be read as rows (first: line 4 is empty)");
        assertThat(look(file("b.csv", "x,label\n1,a\n2,b,c\n4,b\n"), "label").describe())
                .contains("1 of 3 lines cannot be read as rows (first: line 3 has 3 fields, not 2 as the first)");
        assertThat(look(file("c.jsonl", "{\"x\":1,\"label\":\"a\"}\n{\"x\":2,\"label\":\"b\"}\n{oops\n"), "label")
                        .describe())
                .contains("1 of 3 lines cannot be read as rows (first: line 3 is not JSON: Unexpected character");
        assertThatThrownBy(() -> look(file("d.json", "[\n{\"x\":1\n"), "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("each row is one object on one line")
                .hasMessageContaining("line 1 is not JSON");
    }

    // ---- encodings -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void utf16IsRecognisedAndSaidSo(String encoding) throws IOException {
        String text = "größe,label\n" + "1,süß \ud83d\ude00\n2,sauer\n".repeat(3_000);
        TaskData found = look(file("a.csv", text, Charset.forName(encoding)), "label");

        assertThat(found.describe()).contains("! it is read as " + encoding);
        assertThat(found.rows()).isEqualTo(6_000);
        assertThat(records(found))
                .hasSize(6_000)
                .startsWith("{\"features\":{\"größe\":1},\"label\":\"süß \ud83d\ude00\"}")
                .allMatch(record -> record.endsWith("\"sauer\"}") || record.endsWith("\ud83d\ude00\"}"));
    }

    @Test
    void latin1IsToldOfWithItsLineAndReadIfNamed() throws IOException {
        Path data = file("a.csv", "x,label\n1,sauer\n2,süß\n3,sauer\n4,süß\n", StandardCharsets.ISO_8859_1);
        Path header = file("b.csv", "größe,label\n1,a\n2,b\n", StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> look(data, "label"))
                .hasMessageContaining(
                        "at least 2 classes but has only sauer; 2 of 4 lines cannot be read as rows, first: line 3 is not UTF-8"
                                + " text; if the file has another encoding, name it: --encoding ISO-8859-1");
        assertThat(look(file("c.csv", "x,label\n1,süß\n1,a\n2,b\n", StandardCharsets.ISO_8859_1), "label")
                        .describe())
                .contains("(first: line 2 is not UTF-8 text; if the file has another encoding, name it: --encoding"
                        + " ISO-8859-1, or windows-1252)");
        assertThatThrownBy(() -> look(header, "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("b.csv (line 1) is not UTF-8 text")
                .hasMessageContaining("--encoding ISO-8859-1");
        TaskData named = look(data, "label", "--encoding", "latin1");
        assertThat(named.describe()).contains("! it is read as ISO-8859-1");
        assertThat(records(named).get(1)).isEqualTo("{\"features\":{\"x\":2},\"label\":\"süß\"}");
        assertThat(look(header, "label", "--encoding", "windows-1252").jobYaml())
                .contains("\"größe\"");
        assertThatThrownBy(() -> look(data, "label", "--encoding", "latin one"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--encoding must be one like UTF-8, UTF-16, ISO-8859-1 or windows-1252 but was latin one");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 400, 100_000})
    void aCompressedFileThatBreaksOffIsNamedWithTheLinesThatWereRead(int kept) throws IOException {
        StringBuilder text = new StringBuilder("x,label\n");
        for (int i = 0; i < 60_000; i++) {
            text.append(i * 7919L % 1_000_003).append(i % 3 == 0 ? ",a\n" : ",b\n");
        }
        Path whole = gzip(file("a.csv", text.toString()));
        Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(Files.readAllBytes(whole), kept));

        assertThatThrownBy(() -> look(cut, "label"))
                .isInstanceOf(IOException.class)
                .hasNoCause() // whose message would be shown in its place
                .hasMessageMatching("(?s).*cut\\.csv\\.gz is incomplete: its compressed data end after line "
                        + (kept < 1_000 ? "0" : "[1-9]\\d{3,}") + " \\(.*\\); copy or fetch the file again");
    }

    // ---- nested JSON -----------------------------------------------------------------------------------------------

    @Test
    void nestedObjectsAreFlattenedByDotsAndArraysAreLeftOut() throws IOException {
        Path data = file("a.jsonl", """
                {"user":{"age":31,"home":{"city":"Rome"}},"tags":[1,2],"meta":{"label":"a"}}
                {"user":{"age":"NA","home":{"city":"Oslo"}},"tags":[],"meta":{"label":"b"}}
                {"user":{"age":27,"home":{"city":"Rome"}},"tags":[3],"meta":{"label":"a"}}
                """);

        TaskData found = look(data, "meta.label");
        assertThat(found.describe())
                .contains("! objects within its rows are flattened: the columns of b in a are called a.b")
                .contains("! column tags holds arrays, of which no input can be made: it is not sent")
                .contains("user.age        numeric")
                .contains("a      2     66.7 %");
        assertThat(records(found))
                .containsExactly(
                        "{\"features\":{\"user.age\":31,\"user.home.city\":\"Rome\"},\"label\":\"a\"}",
                        "{\"features\":{\"user.age\":null,\"user.home.city\":\"Oslo\"},\"label\":\"b\"}",
                        "{\"features\":{\"user.age\":27,\"user.home.city\":\"Rome\"},\"label\":\"a\"}");
    }

    @Test
    void aNameThatFlatteningGivesTwiceIsABrokenLine() throws IOException {
        String good = "{\"a\":{\"b\":1},\"label\":\"%s\"}\n";
        Path data = file(
                "a.jsonl",
                good.replace("%s", "u") + good.replace("%s", "v") + "{\"a.b\":1,\"a\":{\"b\":2},\"label\":\"u\"}\n");

        assertThat(look(data, "label").describe()).contains("(first: line 3 names a.b twice, once within an object)");
    }

    @Test
    void recordsKeepWhatIsNestedAndTheirWords() throws IOException {
        String record = "{\"features\":{\"x\":\"NA\",\"y\":1},\"label\":\"%s\"}";
        Path data = file("a.jsonl", record.replace("%s", "a") + "\n" + record.replace("%s", "b") + "\n");

        assertThat(look(data, "label").describe()).contains("x       categorical  NA");
        assertThat(records(look(data, "label")).get(0)).isEqualTo(record.replace("%s", "a"));
    }

    private static Path gzip(Path file) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(file));
        }
        return Files.write(file.resolveSibling(file.getFileName() + ".gz"), packed.toByteArray());
    }
}

package io.rdrop.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.inference.Inspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {
    private final Path directory;

    TextDataTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private TextData data(String name, String content) throws IOException {
        return data(name, content, "label", null, EnvelopeColumns.NONE);
    }

    private TextData data(
            String name, String content, String label, @Nullable String textColumn, EnvelopeColumns envelope)
            throws IOException {
        return TextData.of(DataFiles.write(directory, name, content), label, textColumn, envelope);
    }

    private static JobConfig job(TaskData data) {
        return JobConfigs.parse(data.jobYaml(), "inferred.yaml", List.of());
    }

    private static List<String> records(TaskData data) {
        List<String> records = new ArrayList<>();
        data.records(job(data)).forEach(record -> records.add(new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    private static List<String> classes(TextData data) {
        return data.inspection().classes().stream()
                .map(value -> value.name() + " " + value.rows())
                .toList();
    }

    @Test
    void theOnlyOtherColumnHoldsTheTexts() throws IOException {
        TextData data = data("a.tsv", "label\tmessage\nham\tHi, \"you\"!\nspam\tWin\\now\n");
        assertThat(data.inspection().textColumn()).isEqualTo("message");
        assertThat(data.rows()).isEqualTo(2);
        assertThat(classes(data)).containsExactly("ham 1", "spam 1");
        assertThat(data.inspection().warnings()).isEmpty();
        assertThat(records(data))
                .containsExactly(
                        "{\"features\":\"Hi, \\\"you\\\"!\",\"label\":\"ham\"}",
                        "{\"features\":\"Win\\\\now\",\"label\":\"spam\"}");
    }

    @Test
    void ofSeveralTheOneCalledTextHoldsThemAndTheOthersAreNotSent() throws IOException {
        TextData data = data("a.csv", "label,source,text,n\nham,web,\"Hi,\nyou\",1\nspam,sms,Win,2\n");
        assertThat(records(data))
                .containsExactly(
                        "{\"features\":\"Hi,\\nyou\",\"label\":\"ham\"}", "{\"features\":\"Win\",\"label\":\"spam\"}");
        assertThat(data.inspection().warnings()).containsExactly("columns that are not sent: source, n");
    }

    @Test
    void theColumnOfTextsCanBeNamed() throws IOException {
        TextData data = data("a.tsv", "y\ttitle\ttext\na\tHi\tx\nb\tWin\ty\n", "y", "title", EnvelopeColumns.NONE);
        assertThat(records(data))
                .containsExactly("{\"features\":\"Hi\",\"label\":\"a\"}", "{\"features\":\"Win\",\"label\":\"b\"}");
    }

    @Test
    void sendsIdModelAndTimeWhereAsked() throws IOException {
        TextData data = data(
                "a.tsv",
                "i\tm\tt\tlabel\tsay\n7\tde\t1700000000000\tham\tHi\n8\t\t2026-01-01T00:00:00Z\tspam\tWin\n",
                "label",
                null,
                new EnvelopeColumns("i", "m", "t"));
        assertThat(records(data))
                .containsExactly(
                        "{\"id\":\"7\",\"model\":\"de\",\"time\":1700000000000,\"features\":\"Hi\",\"label\":\"ham\"}",
                        "{\"id\":\"8\",\"time\":\"2026-01-01T00:00:00Z\",\"features\":\"Win\",\"label\":\"spam\"}");
        assertThat(data.inspection().warnings()).isEmpty();
    }

    @Test
    void refusesFilesThatDoNotSayWhichColumnIsWhat() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\ttitle\tbody\na\tb\tc\n"))
                .withMessage("several columns of a.tsv may hold the texts; name one with --text-column: title, body");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\na\n"))
                .withMessage("a.tsv has no column beside the label");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "lable\ttext\na\tb\n"))
                .withMessageContaining("no column label (the label); did you mean lable?");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\ttext\na\tb\n", "label", "txt", EnvelopeColumns.NONE))
                .withMessageContaining("no column txt (the texts); did you mean text?");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\ttext\na\tb\n", "label", "label", EnvelopeColumns.NONE))
                .withMessage("the column label cannot be both the texts and the label");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.jsonl", "{\"lable\":\"a\",\"text\":\"b\"}\n"))
                .withMessageContaining("no column label (the label); did you mean lable?");
    }

    @Test
    void refusesFilesWithoutARow() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\ttext\n"))
                .withMessage("a.tsv has no readable row");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.tsv", "label\ttext\nham\nspam\n"))
                .withMessage("a.tsv has no readable row among its 2 (first: line 2 has 1 field, not 2 as the first)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> data("a.jsonl", "[1]\n"))
                .withMessage(
                        "a.jsonl has no readable row among its 1 (first: line 1 is no JSON object: each line must be one)");
    }

    @Test
    void readsJsonLinesWithMembersAndWithRecordsAlike() throws IOException {
        String lines = """
                {"label":1,"body":"Hi","id":"x"}
                {"label":0,"features":"as it is" }
                {"label":2,"body":"Win"}
                {"body":
                """;
        TextData data = data("a.jsonl", lines, "label", null, new EnvelopeColumns("id", null, null));
        assertThat(records(data))
                .containsExactly(
                        "{\"id\":\"x\",\"features\":\"Hi\",\"label\":\"1\"}",
                        "{\"label\":0,\"features\":\"as it is\" }",
                        "{\"features\":\"Win\",\"label\":\"2\"}",
                        "{\"body\":");
        assertThat(classes(data)).containsExactly("0 1", "1 1", "2 1");
        assertThat(data.inspection().malformed()).isEqualTo(1);
    }

    @Test
    void indicesOfRecordsKeepTheirPlaceAmongTheClasses() throws IOException {
        TextData data = data("a.jsonl", "{\"features\":\"a\",\"label\":0}\n{\"features\":\"b\",\"label\":2.0}\n");
        assertThat(classes(data)).containsExactly("0 1", "1 0", "2 1");
    }

    @Test
    void whatIsWrongIsSaidSentAsItIsAndJudgedByTheJob() throws IOException {
        String good = IntStream.range(0, 20)
                .mapToObj(i -> "{\"label\":\"" + (i % 2 == 0 ? "ham" : "spam") + "\",\"text\":\"hi " + i + "\"}\n")
                .collect(Collectors.joining());
        TextData data = data(
                "a.jsonl",
                good
                        + "{\"label\":\"ham\",\"text\":\"\"}\n"
                        + "{\"label\":\"junk\",\"text\":5}\n"
                        + "{\"label\":\"ham\",\"text\":null}\n"
                        + "{\"label\":\"ham\"}\n"
                        + "{\"label\":null,\"text\":\"hi\"}\n"
                        + "no json\n");
        assertThat(data.inspection().classes())
                .extracting(Inspection.ClassCount::name)
                .containsExactly("ham", "spam");
        assertThat(data.inspection().warnings())
                .startsWith(
                        "1 of 26 lines cannot be read as rows (first: line 26 is not JSON: Unrecognized token 'no': was expecting"
                                + " (JSON String, Number (or 'NaN'/'+INF'/'-I… (135 characters)); they are sent as they are, and"
                                + " the job will reject them",
                        "1 rows have no label; the job will reject them",
                        "3 rows have no text; the job will reject them",
                        "1 texts are blank");
        List<Decoded> decoded = decode(data);
        assertThat(((TextFeatures) ((Example) decoded.get(20)).features()).text())
                .isEmpty();
        assertThat(decoded.subList(21, 26))
                .extracting(rejected -> ((Rejection) rejected).reason())
                .containsExactly(
                        RejectionReason.UNKNOWN_LABEL,
                        RejectionReason.NO_FEATURES,
                        RejectionReason.NO_FEATURES,
                        RejectionReason.NO_LABEL,
                        RejectionReason.NOT_JSON);
    }

    @Test
    void sendsTextsOfATableAsTheyStandThere() throws IOException {
        TextData data = data("a.tsv", "label\ttext\nham\t?\nspam\t \nham\t\n?\thi\nspam\tK\u00f6ln\t\n");
        assertThat(records(data))
                .containsExactly(
                        "{\"features\":\"?\",\"label\":\"ham\"}",
                        "{\"features\":\" \",\"label\":\"spam\"}",
                        "{\"features\":\"\",\"label\":\"ham\"}",
                        "{\"features\":\"hi\",\"label\":null}",
                        "spam\tK\u00f6ln\t");
        assertThat(data.inspection().warnings())
                .contains("2 texts are blank", "1 rows have no label; the job will reject them");
    }

    @Test
    void theJobReadsWhatWasInferred() throws IOException {
        TextData data =
                data("a.csv", "\"a \"\"label\"\"\",text\nNO,Hi\n1,Win\n", "a \"label\"", null, EnvelopeColumns.NONE);
        JobConfig job = job(data);
        assertThat(job.task()).isEqualTo(TaskType.TEXT_CLASSIFICATION);
        assertThat(job.features()).isEmpty();
        assertThat(job.label().column()).isEqualTo("a \"label\"");
        assertThat(job.label().classes()).containsExactly("1", "NO");
        assertThat(decode(data)).allSatisfy(decoded -> assertThat(decoded).isInstanceOf(Example.class));
        assertThat(data.jobYaml())
                .startsWith("# Inferred from a.csv (2 rows).")
                .contains("task: text-classification\n")
                .contains("    - \"NO\" # 1 rows\n");
    }

    @Test
    void describesTextsClassesAndWarnings() throws IOException {
        String text = data("a.tsv", "label\ttext\tn\nham\tHi \u202eyou\t1\nspam\tWin\t2\nham\tHi\t3\n")
                .describe();
        assertThat(text.lines().map(String::stripTrailing))
                .containsExactly(
                        "a.tsv: 3 rows, texts in column text, label label with 2 classes",
                        "  texts, such as",
                        "  Hi \\u202eyou",
                        "  Win",
                        "  Hi",
                        "  class  rows  share",
                        "  ham    2     66.7 %",
                        "  spam   1     33.3 %",
                        "  ! columns that are not sent: n");
    }

    private static List<Decoded> decode(TaskData data) {
        ExampleCodec codec = JsonExampleCodec.of(job(data));
        List<Decoded> decoded = new ArrayList<>();
        data.records(job(data))
                .forEach(value -> decoded.add(
                        codec.decode(new RawRecord(new SourcePosition("examples", 0, decoded.size(), 0), value))));
        return decoded;
    }
}

package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.Configs;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LabelConfig;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.tools.feed.DataFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordEncoderTest {
    private static final List<FeatureConfig> FEATURES =
            List.of(new FeatureConfig("x", FeatureType.NUMERIC), new FeatureConfig("c", FeatureType.CATEGORICAL));

    private final Path directory;

    RecordEncoderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private List<String> records(String name, String text, List<String> columns) throws IOException {
        return records(name, text, columns, EnvelopeColumns.NONE);
    }

    private List<String> records(String name, String text, List<String> columns, EnvelopeColumns envelope)
            throws IOException {
        RecordEncoder encoder = new RecordEncoder(columns, FEATURES, "y", envelope);
        List<String> records = new ArrayList<>();
        for (byte[] record : new DataRecords(DataFiles.write(directory, name, text), encoder)) {
            records.add(new String(record, StandardCharsets.UTF_8));
        }
        return records;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "1.50,a,UP; {\"features\":{\"x\":1.50,\"c\":\"a\"},\"label\":\"UP\"}",
                "+.5,1,0; {\"features\":{\"x\":0.5,\"c\":\"1\"},\"label\":\"0\"}",
                ",?,?; {\"features\":{\"x\":null,\"c\":null},\"label\":null}",
                "NaN,NaN,NaN; {\"features\":{\"x\":null,\"c\":\"NaN\"},\"label\":\"NaN\"}",
                "inf,a,UP; {\"features\":{\"x\":\"inf\",\"c\":\"a\"},\"label\":\"UP\"}",
                "oops,a,UP; {\"features\":{\"x\":\"oops\",\"c\":\"a\"},\"label\":\"UP\"}",
                "0x10,\u00fc\",\\; {\"features\":{\"x\":\"0x10\",\"c\":\"\u00fc\\\"\"},\"label\":\"\\\\\"}",
                "1,2; 1,2",
                "\"open,a,UP; \"open,a,UP"
            })
    void sendsRowsAsRecordsAndBrokenLinesAsTheyAre(String line, String record) throws IOException {
        assertThat(records("a.csv", "x,c,y\n" + line + "\n", List.of("x", "c", "y")))
                .containsExactly(record);
    }

    @Test
    void leavesOutColumnsThatAreNotConfigured() throws IOException {
        assertThat(records("a.csv", "z,y,c,x\n9,UP,a,1\n", List.of("z", "y", "c", "x")))
                .containsExactly("{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}");
    }

    @Test
    void sendsIdModelAndTimeWhereAsked() throws IOException {
        EnvelopeColumns envelope = new EnvelopeColumns("i", "m", "t");
        assertThat(records(
                        "a.csv",
                        "i,m,t,x,c,y\n7,de,1700000000000,1,a,UP\n8,,2026-01-01T00:00:00Z,1,a,UP\n",
                        List.of("i", "m", "t", "x", "c", "y"),
                        envelope))
                .containsExactly(
                        "{\"id\":\"7\",\"model\":\"de\",\"time\":1700000000000,\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}",
                        "{\"id\":\"8\",\"time\":\"2026-01-01T00:00:00Z\",\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}");
    }

    @Test
    void sendsWeightsAsNumbersAndWhatIsNoneAsItStands() throws IOException {
        EnvelopeColumns envelope = EnvelopeColumns.NONE.weighing("w");
        List<String> expected = List.of(
                "{\"weight\":2.50,\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}",
                "{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}",
                "{\"weight\":\"much\",\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"UP\"}");
        String table = "w,x,c,y\n2.50,1,a,UP\n,1,a,UP\nmuch,1,a,UP\n";
        assertThat(records("a.csv", table, List.of("w", "x", "c", "y"), envelope))
                .isEqualTo(expected);
        assertThat(records("a.jsonl", "{\"w\":2.50,\"x\":1,\"c\":\"a\",\"y\":\"UP\"}\n", List.of(), envelope))
                .containsExactly(expected.get(0));
        assertThatThrownBy(() -> new RecordEncoder(List.of("x", "c", "y"), FEATURES, "y", envelope))
                .hasMessageContaining("no column w");
    }

    @Test
    void refusesAConfiguredColumnThatTheFileLacks() {
        assertThatThrownBy(() -> new RecordEncoder(List.of("xx", "c", "y"), FEATURES, "y", EnvelopeColumns.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no column x")
                .hasMessageContaining("did you mean xx");
    }

    @Test
    void sendsFlatJsonAsFeaturesAndLabelWithTheSameDigits() throws IOException {
        assertThat(records(
                        "a.jsonl",
                        "{\"y\":1,\"x\":1.50,\"c\":\"a\"}\n{\"x\":100000000000000000000.10,\"c\":null,\"y\":true}\n{\"x\":1}\n",
                        List.of()))
                .containsExactly(
                        "{\"features\":{\"x\":1.50,\"c\":\"a\"},\"label\":\"1\"}",
                        "{\"features\":{\"x\":100000000000000000000.10,\"c\":null},\"label\":\"true\"}",
                        "{\"features\":{\"x\":1}}");
    }

    @Test
    void sendsJsonRecordsAndUnreadableLinesAsTheyAre() throws IOException {
        String lines = "{\"label\": 0, \"features\": [1, \"a\"]}\n{\"x\":\n[1]\n\n{\"x\":1,\"x\":2}\n{} {}";
        assertThat(records("a.jsonl", lines, List.of())).containsExactly(lines.split("\n", -1));
    }

    @Test
    void leavesOutKnownKeysThatAreNotConfiguredButSendsUnknownOnes() throws IOException {
        assertThat(records(
                        "a.jsonl", "{\"x\":1,\"c\":\"a\",\"z\":2,\"w\":3,\"y\":\"UP\"}\n", List.of("x", "c", "z", "y")))
                .containsExactly("{\"features\":{\"x\":1,\"c\":\"a\",\"w\":3},\"label\":\"UP\"}");
    }

    @ParameterizedTest
    @CsvSource({"+.50, 0.50", "-1e3, -1e3", "007, 7", "?, null", "NaN, null", "inf, '\"inf\"'", "high, '\"high\"'"})
    void sendsTargetsOfARegressionAsNumbers(String target, String sent) throws IOException {
        assertThat(regression("a.csv", "x,c,y\n1,a," + target + "\n", List.of("x", "c", "y")))
                .containsExactly("{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":" + sent + "}");
    }

    @Test
    void sendsTargetsOfJsonLinesAsTheyAre() throws IOException {
        assertThat(regression(
                        "a.jsonl",
                        "{\"x\":1,\"c\":\"a\",\"y\":1.50}\n{\"x\":1,\"c\":\"a\",\"y\":\"1.5\"}\n{\"x\":1,\"c\":\"a\",\"y\":true}\n",
                        List.of()))
                .containsExactly(
                        "{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":1.50}",
                        "{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"1.5\"}",
                        "{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":true}");
    }

    @Test
    void theJobReadsTheTargetsThatItSends() throws IOException {
        JsonExampleCodec codec = JsonExampleCodec.of(JobConfigs.parse(
                "task: regression\nfeatures: [{name: x}, {name: c, type: categorical}]", "test", List.of()));
        List<Decoded> decoded = new ArrayList<>();
        for (String record :
                regression("a.csv", "x,c,y\n1,a,-2.50\n1,a,inf\n1,a,1e39\n1,a,high\n1,a,\n", List.of("x", "c", "y"))) {
            byte[] value = record.getBytes(StandardCharsets.UTF_8);
            decoded.add(codec.decode(new RawRecord(new SourcePosition("examples", 0, decoded.size(), 0), value)));
        }
        assertThat(((Example) decoded.get(0)).target()).isEqualTo(-2.5);
        assertThat(decoded.subList(1, decoded.size()))
                .extracting(rejected -> ((Rejection) rejected).reason())
                .containsExactly(
                        RejectionReason.TARGET_NOT_A_NUMBER,
                        RejectionReason.TARGET_NOT_A_NUMBER,
                        RejectionReason.TARGET_NOT_A_NUMBER,
                        RejectionReason.NO_LABEL);
    }

    private List<String> regression(String name, String text, List<String> columns) throws IOException {
        RecordEncoder encoder = new RecordEncoder(
                columns, FEATURES, "y", FeatureType.NUMERIC, EnvelopeColumns.NONE, NumberReading.USUAL);
        List<String> records = new ArrayList<>();
        for (byte[] record : new DataRecords(DataFiles.write(directory, name, text), encoder)) {
            records.add(new String(record, StandardCharsets.UTF_8));
        }
        return records;
    }

    @Test
    void theJobReadsWhatItSends() throws IOException {
        String text = "x,c,y\n+.5,caf\u00e9,UP\n,,DOWN\ninf,a,UP\noops,a,UP\n1,a,\n1,a,SIDEWAYS\n1,a\n\n";
        ExampleCodec codec =
                JsonExampleCodec.of(Configs.table(FEATURES, new LabelConfig("y", List.of("DOWN", "UP")), 1 << 20));
        List<Decoded> decoded = new ArrayList<>();
        for (String record : records("a.csv", text, List.of("x", "c", "y"))) {
            byte[] value = record.getBytes(StandardCharsets.UTF_8);
            decoded.add(codec.decode(new RawRecord(new SourcePosition("examples", 0, decoded.size(), 0), value)));
        }
        Example first = (Example) decoded.get(0);
        assertThat(row(first).numbers()).containsExactly(0.5);
        assertThat(row(first).categories()).containsExactly("caf\u00e9");
        assertThat(first.target()).isEqualTo(1);
        Example missing = (Example) decoded.get(1);
        assertThat(row(missing).numbers()).containsExactly(Double.NaN);
        assertThat(row(missing).categories()).containsExactly((String) null);
        assertThat(decoded.subList(2, decoded.size()))
                .extracting(rejected -> ((Rejection) rejected).reason())
                .containsExactly(
                        RejectionReason.NOT_FINITE,
                        RejectionReason.WRONG_TYPE,
                        RejectionReason.NO_LABEL,
                        RejectionReason.UNKNOWN_LABEL,
                        RejectionReason.NOT_JSON,
                        RejectionReason.EMPTY);
    }

    private static TableFeatures row(Example example) {
        return (TableFeatures) example.features();
    }
}

package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of records, whatever format these come in. */
class WeightsTest {
    private static final String TABLE = """
            features: [{name: x}, {name: c, type: categorical}]
            label: {classes: [DOWN, UP]}
            input: {weights: true}
            """;
    private static final String TEXT = """
            task: text-classification
            label: {classes: [DOWN, UP]}
            input: {weights: true}
            """;

    private static Decoded decode(JobConfig config, byte[] value) {
        return ExampleCodecs.of(config).decode(new RawRecord(new SourcePosition("t", 0, 7, 99), value));
    }

    private static Decoded json(String yaml, String record) {
        return decode(JobConfigs.parse(yaml, "test", List.of()), record.getBytes(UTF_8));
    }

    private static String record(String weight) {
        return "{\"features\": {\"x\": 1, \"c\": \"a\"}, \"weight\": " + weight + ", \"label\": \"UP\"}";
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2.5,2.5", "1e300,1e300", "-0,0", "null,1"})
    void aNumberOfAtLeastZeroIsAWeight(String weight, double expected) {
        Example read = (Example) json(TABLE, record(weight));
        assertThat(read.weight()).isEqualTo(expected + 0.0);
        assertThat(((Example) json(TEXT, record(weight).replaceFirst("\\{\"x.*?}", "\"a b\""))).weight())
                .isEqualTo(expected + 0.0);
    }

    @Test
    void withoutItARecordWeighsOne() {
        assertThat(((Example) json(TABLE, "{\"features\": [1, \"a\"], \"label\": 0}")).weight())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1e-9", "NaN", "1e999", "-Infinity", "\"2\"", "true", "[1]", "{}"})
    void whatIsNoWeightIsADeadLetterOfItsOwn(String weight) {
        for (String record :
                List.of(record(weight), record(weight).replace("{\"x\": 1, \"c\": \"a\"}", "[1, \"a\"]"))) {
            Rejection rejection = (Rejection) json(TABLE, record);
            assertThat(rejection.reason()).isEqualTo(RejectionReason.BAD_WEIGHT);
            assertThat(rejection.detail())
                    .startsWith("`weight` must be a finite number of at least 0 but was ")
                    .doesNotContain("\n");
        }
    }

    @Test
    void otherFaultsCountFirst() {
        assertThat(((Rejection) json(TABLE, record("-1").replace("UP", "SIDEWAYS"))).reason())
                .isEqualTo(RejectionReason.UNKNOWN_LABEL);
        assertThat(((Rejection) json(TABLE, record("-1").replace("\"x\"", "\"y\""))).reason())
                .isEqualTo(RejectionReason.MISSING_COLUMN);
    }

    @Test
    void withoutInputWeightsItIsAnUnknownKey() {
        Rejection rejection = (Rejection) json(TABLE.replaceAll("input.*", ""), record("2"));
        assertThat(rejection.reason()).isEqualTo(RejectionReason.BAD_ENVELOPE);
        assertThat(rejection.detail()).contains("unknown key weight");
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "avro"})
    void otherFormatsCarryThemToo(String format) {
        for (String yaml : List.of(TABLE, TEXT)) {
            JobConfig config = JobConfigs.parse(yaml, "test", List.of("input.format=" + format));
            for (String weight : List.of("2.5", "0", "1", "null")) {
                String features = yaml.equals(TEXT) ? "\"so\"" : "[1, \"a\"]";
                String record = "{\"features\": " + features + ", \"label\": 0, \"weight\": " + weight + "}";
                Example read = (Example) decode(config, new Transcoder(config).transcode(record.getBytes(UTF_8)));
                assertThat(read.weight()).isEqualTo(((Example) json(yaml, record)).weight());
            }
        }
    }

    @Test
    void theBinaryFlagIsRefusedWhereThereAreNone() {
        JobConfig config = JobConfigs.parse(TEXT, "test", List.of("input.format=binary"));
        byte[] value =
                new Transcoder(config).transcode("{\"features\": \"so\", \"label\": 1, \"weight\": 2}".getBytes(UTF_8));
        JobConfig without = JobConfigs.parse(TEXT.replaceAll("input.*", ""), "test", List.of("input.format=binary"));
        Rejection rejection = (Rejection) decode(without, value);
        assertThat(rejection.reason()).isEqualTo(RejectionReason.MALFORMED);
        assertThat(rejection.detail()).contains("input.weights");
    }

    @Test
    void aBinaryWeightThatIsNoneIsADeadLetter() {
        JobConfig config = JobConfigs.parse(TEXT, "test", List.of("input.format=binary"));
        byte[] value =
                new Transcoder(config).transcode("{\"features\": \"so\", \"label\": 1, \"weight\": 2}".getBytes(UTF_8));
        int sign = value.length - "so".length() - Integer.BYTES - 1; // little-endian
        value[sign] |= (byte) 0x80;
        assertThat(((Rejection) decode(config, value)).reason()).isEqualTo(RejectionReason.BAD_WEIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence-tagging", "language-model", "translation", "summarization"})
    void tasksOfManyTargetsRefuseThem(String task) {
        String classes = task.equals("sequence-tagging") ? "label: {classes: [O, B-x]}\n" : "";
        assertThatThrownBy(() -> JobConfigs.parse(
                        "task: " + task + "\n" + classes + "input: {weights: true}\n", "test", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.weights must be false for task " + task);
    }
}

package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Configs;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.LabelConfig;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonExampleCodecTest {
    private static final SourcePosition POSITION = new SourcePosition("examples", 3, 17, 1_700_000_000_123L);
    private static final int MAX_BYTES = 1 << 20;
    private static final ExampleCodec CODEC = JsonExampleCodec.of(Configs.table(
            List.of(
                    new FeatureConfig("price", FeatureType.NUMERIC),
                    new FeatureConfig("city", FeatureType.CATEGORICAL),
                    new FeatureConfig("demand", FeatureType.NUMERIC)),
            new LabelConfig("label", List.of("DOWN", "UP", "7")),
            MAX_BYTES));
    private static final String FEATURES = "{\"price\":1.5,\"city\":\"Ulm\",\"demand\":-2}";

    @Test
    void readsEveryKeyOfARecord() {
        Example example = accepted(
                "{\"id\":\"a1\",\"model\":\"de\",\"time\":1234,\"features\":" + FEATURES + ",\"label\":\"UP\"}");
        assertThat(example.id()).isEqualTo("a1");
        assertThat(example.model()).isEqualTo("de");
        assertThat(example.timeMs()).isEqualTo(1234);
        assertThat(row(example).numbers()).containsExactly(1.5, -2);
        assertThat(row(example).categories()).containsExactly("Ulm");
        assertThat(example.target()).isEqualTo(1);
        assertThat(example.position()).isEqualTo(POSITION);
    }

    @Test
    void takesIdModelAndTimeFromItsDefaultsWhereTheyAreAbsentOrNull() {
        for (String envelope : List.of("", "\"id\":null,\"model\":null,\"time\":null,")) {
            Example example = accepted("{" + envelope + "\"features\":" + FEATURES + ",\"label\":\"UP\"}");
            assertThat(example.id()).isEqualTo("examples-3@17");
            assertThat(example.model()).isEqualTo(Example.DEFAULT_MODEL);
            assertThat(example.timeMs()).isEqualTo(POSITION.timestampMs());
        }
    }

    @Test
    void readsKeysAndColumnsInAnyOrderAndWithWhiteSpaceAround() {
        Example example =
                accepted(" \n{ \"label\" : 0 ,\t\"features\" : {\"demand\":3,\"city\":\"Bonn\",\"price\":4} } \r\n");
        assertThat(row(example).numbers()).containsExactly(4, 3);
        assertThat(row(example).categories()).containsExactly("Bonn");
        assertThat(example.target()).isZero();
    }

    @Test
    void readsAnArrayInConfiguredOrder() {
        Example example = accepted("{\"features\":[1.5,\"Ulm\",-2],\"label\":\"DOWN\"}");
        assertThat(row(example).numbers()).containsExactly(1.5, -2);
        assertThat(row(example).categories()).containsExactly("Ulm");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,2", "1.0,1", "2e0,2", "'\"UP\"',1", "'\"7\"',2"})
    void readsALabelAsNameOrIndex(String label, int index) {
        assertThat(accepted("{\"features\":" + FEATURES + ",\"label\":" + label + "}")
                        .target())
                .isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "-1",
                "1.5",
                "7",
                "99999999999999999999",
                "\"up\"",
                "\"\"",
                "\"1\"",
                "true",
                "{}",
                "[0]",
                "NaN"
            })
    void rejectsALabelThatIsNoClass(String label) {
        Rejection rejection = rejected("{\"features\":" + FEATURES + ",\"label\":" + label + "}");
        assertThat(rejection.reason())
                .isEqualTo(
                        label.matches("-?[0-9]+(\\.0)?")
                                ? RejectionReason.LABEL_OUT_OF_RANGE
                                : RejectionReason.UNKNOWN_LABEL);
        assertThat(rejection.detail()).contains("DOWN, UP, 7").contains("0 to 2");
    }

    @Test
    void rejectsARecordWithoutLabel() {
        assertThat(rejected("{\"features\":" + FEATURES + "}").reason()).isEqualTo(RejectionReason.NO_LABEL);
        assertThat(rejected("{\"label\":null,\"features\":" + FEATURES + "}").reason())
                .isEqualTo(RejectionReason.NO_LABEL);
    }

    @Test
    void readsNullAsMissingValueNotAsError() {
        Example example = accepted("{\"features\":{\"price\":null,\"city\":null,\"demand\":0},\"label\":1}");
        assertThat(row(example).numbers()[0]).isNaN();
        assertThat(row(example).numbers()[1]).isZero();
        assertThat(row(example).categories()).containsExactly((String) null);
    }

    @ParameterizedTest
    @CsvSource({"'\"\"',''", "5,5", "1.50,1.50", "1e999,1e999", "true,true", "false,false", "'\"a\\u00fc\"',aü"})
    void readsStringsNumbersAndBooleansAsCategories(String json, String category) {
        assertThat(row(accepted("{\"features\":[1," + json + ",2],\"label\":1}"))
                        .categories())
                .containsExactly(category);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"abc\"',wrong-type,abc",
        "'\"5\"',wrong-type,5",
        "'\"\"',wrong-type,string",
        "true,wrong-type,true",
        "'{\"a\":[1]}',wrong-type,an object",
        "'[1,[2]]',wrong-type,an array",
        "NaN,not-finite,NaN",
        "Infinity,not-finite,Infinity",
        "-Infinity,not-finite,-Infinity",
        "1e999,not-finite,1e999",
        "-1e400,not-finite,-1e400",
        "'\"nan\"',not-finite,nan",
        "'\"NaN\"',not-finite,NaN",
        "'\"Inf\"',not-finite,Inf",
        "'\"-INFINITY\"',not-finite,-INFINITY"
    })
    void rejectsANumericColumnThatIsNoFiniteNumber(String json, String code, String shown) {
        Rejection rejection =
                rejected("{\"features\":{\"price\":1,\"demand\":" + json + ",\"city\":\"x\"},\"label\":1}");
        assertThat(rejection.reason().code()).isEqualTo(code);
        assertThat(rejection.detail()).startsWith("column demand must be a").contains(shown);
    }

    @ParameterizedTest
    @CsvSource({"'{}',wrong-type", "'[\"x\"]',wrong-type", "NaN,not-finite"})
    void rejectsACategoryThatIsNoScalar(String json, String code) {
        Rejection rejection = rejected("{\"features\":[1," + json + ",2],\"label\":1}");
        assertThat(rejection.reason().code()).isEqualTo(code);
        assertThat(rejection.detail()).startsWith("column city must be a string, number or boolean");
    }

    @Test
    void namesAMissingColumnAndTheUnknownOneBesideIt() {
        Rejection rejection = rejected("{\"features\":{\"price\":1,\"city\":\"x\",\"demnad\":2},\"label\":1}");
        assertThat(rejection.reason()).isEqualTo(RejectionReason.MISSING_COLUMN);
        assertThat(rejection.detail()).isEqualTo("column demand is missing; the record has demnad, not configured");
    }

    @Test
    void rejectsAnExtraColumnAndAColumnGivenTwice() {
        Rejection extra = rejected("{\"features\":{\"price\":1,\"city\":\"x\",\"demand\":2,\"wind\":{}},\"label\":1}");
        assertThat(extra.reason()).isEqualTo(RejectionReason.EXTRA_COLUMN);
        assertThat(extra.detail()).isEqualTo("column wind is not configured");
        Rejection twice = rejected("{\"features\":{\"price\":1,\"city\":\"x\",\"demand\":2,\"price\":1},\"label\":1}");
        assertThat(twice.reason()).isEqualTo(RejectionReason.EXTRA_COLUMN);
        assertThat(twice.detail()).isEqualTo("column price is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1,\"x\"]", "[1,\"x\",2,3]", "[null]"})
    void rejectsAnArrayOfAnotherLength(String features) {
        Rejection rejection = rejected("{\"features\":" + features + ",\"label\":1}");
        assertThat(rejection.reason()).isEqualTo(RejectionReason.WRONG_LENGTH);
        assertThat(rejection.detail()).contains("3 elements");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"label\":1}",
                "{\"features\":null,\"label\":1}",
                "{\"features\":5}",
                "{\"features\":\"x\"}",
                "{}"
            })
    void rejectsARecordWithoutFeatures(String json) {
        assertThat(rejected(json).reason()).isEqualTo(RejectionReason.NO_FEATURES);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"feature\":1',unknown key feature; allowed are features",
        "'\"id\":true',`id` must be a string or a number",
        "'\"id\":NaN',`id` must be a string or a number",
        "'\"id\":{}',`id` must be a string or a number",
        "'\"id\":1,\"id\":1',key id is given twice",
        "'\"label\":1',key label is given twice",
        "'\"model\":5',`model` must be a string",
        "'\"model\":\" \"',`model` names a directory",
        "'\"model\":\"\"',`model` names a directory",
        "'\"model\":\"a/b\"',`model` names a directory",
        "'\"model\":\"a\\\\b\"',`model` names a directory",
        "'\"model\":\"..\"',`model` names a directory",
        "'\"model\":\".\"',`model` names a directory",
        "'\"model\":\"a\\u0000\"',`model` names a directory",
        "'\"model\":\"a\\ud800\"',`model` names a directory",
        "'\"time\":true',`time` must be",
        "'\"time\":\"yesterday\"',`time` must be",
        "'\"time\":\"2024-13-01T00:00:00Z\"',`time` must be",
        "'\"time\":\"2026-02-30\"',`time` must be",
        "'\"time\":\"2025-02-29T12:00:00Z\"',`time` must be",
        "'\"time\":\"+999999999-01-01T00:00:00Z\"',`time` must be",
        "'\"time\":1e300',`time` must be",
        "'\"time\":NaN',`time` must be"
    })
    void rejectsABadEnvelope(String members, String detail) {
        Rejection rejection = rejected("{\"features\":" + FEATURES + ",\"label\":1," + members + "}");
        assertThat(rejection.reason()).isEqualTo(RejectionReason.BAD_ENVELOPE);
        assertThat(rejection.detail()).contains(detail);
    }

    @Test
    void boundsTheModelNameInBytes() {
        assertThat(accepted(withModel("m".repeat(128))).model()).hasSize(128);
        assertThat(rejected(withModel("m".repeat(129))).reason()).isEqualTo(RejectionReason.BAD_ENVELOPE);
        assertThat(rejected(withModel("ü".repeat(65))).reason()).isEqualTo(RejectionReason.BAD_ENVELOPE);
    }

    @ParameterizedTest
    @CsvSource({
        "1234,1970-01-01T00:00:01.234Z",
        "1234.9,1970-01-01T00:00:01.234Z",
        "-1,1969-12-31T23:59:59.999Z",
        "'\"2024-05-06T07:08:09Z\"',2024-05-06T07:08:09Z",
        "'\"2024-05-06T07:08:09.123456+02:00\"',2024-05-06T05:08:09.123Z",
        "'\"2024-05-06T07:08\"',2024-05-06T07:08:00Z",
        "'\"2024-05-06\"',2024-05-06T00:00:00Z"
    })
    void readsTimeAsMillisecondsOrIso8601(String json, Instant time) {
        assertThat(accepted("{\"time\":" + json + ",\"features\":" + FEATURES + ",\"label\":1}")
                        .timeMs())
                .isEqualTo(time.toEpochMilli());
    }

    @Test
    void readsANumericId() {
        assertThat(accepted("{\"id\":12,\"features\":" + FEATURES + ",\"label\":1}")
                        .id())
                .isEqualTo("12");
    }

    @Test
    void rejectsEmptyValues() {
        for (byte[] value : new byte[][] {null, {}, bytes(" \r\n\t ")}) {
            assertThat(((Rejection) CODEC.decode(new RawRecord(POSITION, value))).reason())
                    .isEqualTo(RejectionReason.EMPTY);
        }
    }

    @Test
    void rejectsWhatIsLongerThanMaxBytesAndTakesWhatIsJustAsLong() {
        String record = "{\"features\":" + FEATURES + ",\"label\":1}";
        accepted(record + " ".repeat(MAX_BYTES - record.length()));
        Rejection rejection = rejected(record + " ".repeat(MAX_BYTES - record.length() + 1));
        assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_LARGE);
        assertThat(rejection.detail()).contains("1048576").contains("1048577");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{",
                "{\"features\"",
                "[1]",
                "5",
                "null",
                "\"text\"",
                "{\"label\":1}}",
                "{\"label\":1} {}",
                "{\"label\":1}5",
                "{\"label\":nan}",
                "{'label':1}",
                "{label:1}",
                "{\"label\":1,}",
                "{\"label\":01}",
                "\ufeff\ufeff{}",
                "0,2,3,UP",
                "{\"id\":\"a\nb\"}",
                "{\"features\":[1 2]}"
            })
    void rejectsWhatIsNotOneJsonObject(String value) {
        assertThat(rejected(value).reason()).isEqualTo(RejectionReason.NOT_JSON);
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        for (int[] bad :
                new int[][] {{0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}, {0xf5, 0x80, 0x80, 0x80}}) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            value.writeBytes(bytes("{\"features\":[1,\""));
            for (int b : bad) {
                value.write(b);
            }
            value.writeBytes(bytes("\",2],\"label\":1}"));
            Rejection rejection = (Rejection) CODEC.decode(new RawRecord(POSITION, value.toByteArray()));
            assertThat(rejection.reason()).isEqualTo(RejectionReason.NOT_JSON);
            assertThat(rejection.detail()).contains("not UTF-8");
        }
        assertThat(CODEC.decode(new RawRecord(
                        POSITION, "{\"features\":[1,\"x\",2],\"label\":1}".getBytes(StandardCharsets.UTF_16))))
                .isInstanceOf(Rejection.class);
    }

    @Test
    void survivesHostileNestingNumbersAndNames() {
        assertThat(rejected("{\"features\":" + "[".repeat(500_000)).reason()).isEqualTo(RejectionReason.NOT_JSON);
        assertThat(rejected("{\"features\":[" + "9".repeat(MAX_BYTES - 100) + ",\"x\",2],\"label\":1}")
                        .reason())
                .isEqualTo(RejectionReason.NOT_FINITE);
        Example tiny = accepted("{\"features\":[0." + "3".repeat(MAX_BYTES - 100) + ",\"x\",2],\"label\":1}");
        assertThat(row(tiny).numbers()[0]).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(row(accepted("{\"features\":[1e-999999999,\"x\",2],\"label\":1}"))
                        .numbers()[0])
                .isZero();
        assertThat(rejected("{\"" + "n".repeat(MAX_BYTES - 100) + "\":1}").detail())
                .hasSizeLessThan(300);
    }

    @Test
    void countsTheWholeFirstThenTheLabelThenColumnsInOrder() {
        assertThat(rejected("{\"label\":9,\"features\":{},\"x\":1}").reason()).isEqualTo(RejectionReason.BAD_ENVELOPE);
        assertThat(rejected("{\"label\":9,\"features\":5}").reason()).isEqualTo(RejectionReason.NO_FEATURES);
        assertThat(rejected("{\"label\":9,\"features\":{}}").reason()).isEqualTo(RejectionReason.LABEL_OUT_OF_RANGE);
        assertThat(rejected("{\"label\":1,\"features\":{\"demand\":\"x\",\"price\":NaN,\"a\":1}}")
                        .detail())
                .startsWith("column price");
        assertThat(rejected("{\"label\":1,\"features\":{\"demand\":\"x\",\"price\":1,\"a\":1}}")
                        .detail())
                .startsWith("column city is missing");
        assertThat(rejected("{\"label\":1,\"features\":{\"demand\":\"x\",\"price\":1,\"city\":1,\"a\":1}}")
                        .detail())
                .startsWith("column demand must");
        assertThat(rejected("{\"label\":9,\"features\":{\"price\":1},}").reason())
                .isEqualTo(RejectionReason.NOT_JSON);
    }

    @Test
    void showsForeignTextShortenedAndEscaped() {
        Rejection rejection =
                rejected("{\"features\":[\"\\u001b[31m\\n\\u202e" + "a".repeat(500) + "\",\"x\",2],\"label\":1}");
        assertThat(rejection.detail())
                .contains("\\u001b[31m\\u000a\\u202e")
                .contains("(507 characters)")
                .hasSizeLessThan(200);
        assertThat(rejection.detail().chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void keepsTheOriginalBytesWithARejection() {
        byte[] value = bytes("not json");
        Rejection rejection = (Rejection) CODEC.decode(new RawRecord(POSITION, value));
        assertThat(rejection.record().value()).isSameAs(value).asString().isEqualTo("not json");
        assertThat(rejection.record().position()).isEqualTo(POSITION);
    }

    private static String withModel(String model) {
        return "{\"model\":\"" + model + "\",\"features\":" + FEATURES + ",\"label\":1}";
    }

    private static Example accepted(String json) {
        Decoded decoded = CODEC.decode(new RawRecord(POSITION, bytes(json)));
        assertThat(decoded)
                .as(Excerpt.of(json) + " -> " + Excerpt.of(decoded.toString()))
                .isInstanceOf(Example.class);
        return (Example) decoded;
    }

    private static Rejection rejected(String json) {
        Decoded decoded = CODEC.decode(new RawRecord(POSITION, bytes(json)));
        assertThat(decoded).as(Excerpt.of(json)).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).detail()).isNotBlank().doesNotContain("the parser failed");
        return (Rejection) decoded;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TableFeatures row(Example example) {
        return (TableFeatures) example.features();
    }
}

package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of a text classification. */
class TextRecordsTest {
    private static final SourcePosition POSITION = new SourcePosition("examples", 3, 17, 1_700_000_000_123L);
    private static final ExampleCodec CODEC = JsonExampleCodec.of(JobConfigs.parse(
            "task: text-classification\nlabel: {classes: [ham, spam]}\ninput: {max-bytes: 1048576}",
            "test",
            List.of()));

    @Test
    void readsATextWithItsEnvelopeInAnyOrder() {
        Example example =
                accepted("{\"label\":\"spam\",\"features\":\"Win a prize\",\"time\":5,\"model\":\"de\",\"id\":\"m1\"}");
        assertThat(text(example)).isEqualTo("Win a prize");
        assertThat(example.target()).isEqualTo(1);
        assertThat(example.id()).isEqualTo("m1");
        assertThat(example.model()).isEqualTo("de");
        assertThat(example.timeMs()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\t\\n", "?", "\\u0000", "K\u00f6ln \ud83d\ude42", "\\ud83d\\ude42", "\\\"\\\\"})
    void takesAnyTextThatUnicodeHas(String json) {
        assertThat(text(accepted(record('"' + json + '"', "0"))))
                .isEqualTo(json.replace("\\t", "\t")
                        .replace("\\n", "\n")
                        .replace("\\u0000", "\u0000")
                        .replace("\\ud83d\\ude42", "\ud83d\ude42")
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\"));
    }

    @Test
    void takesALongText() {
        String text = "word ".repeat(200_000);
        assertThat(text(accepted(record('"' + text + '"', "0")))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "null, no-features",
        "5, wrong-type",
        "true, wrong-type",
        "NaN, wrong-type",
        "'[\"a\",\"b\"]', wrong-type",
        "'{\"text\":\"a\",\"label\":1}', wrong-type"
    })
    void refusesFeaturesThatAreNoText(String features, String reason) {
        for (String json : List.of(record(features, "0"), "{\"label\":0,\"features\":" + features + "}")) {
            Rejection rejection = rejected(json);
            assertThat(rejection.reason().code()).isEqualTo(reason);
            assertThat(rejection.detail()).startsWith("`features` must be a text (a JSON string) but was ");
        }
    }

    @Test
    void refusesARecordWithoutFeatures() {
        assertThat(rejected("{\"label\":0}").reason()).isEqualTo(RejectionReason.NO_FEATURES);
    }

    @ParameterizedTest
    @CsvSource({
        "a\\ud800, 1, d800",
        "\\ud83d\\ude42\\ude42, 2, de42",
        "\\udc00, 0, dc00",
        "\\ud800\\ud800\\udc00, 0, d800",
        "ab\\ud800c, 2, d800"
    })
    void refusesAnUnpairedSurrogate(String json, int index, String surrogate) {
        Rejection rejection = rejected(record('"' + json + '"', "0"));
        assertThat(rejection.reason()).isEqualTo(RejectionReason.UNDECODABLE_TEXT);
        assertThat(rejection.detail())
                .isEqualTo("`features` has the unpaired surrogate \\u" + surrogate + " at index " + index);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin1 = record("\"K\u00f6ln\"", "0").getBytes(StandardCharsets.ISO_8859_1);
        Rejection rejection = (Rejection) CODEC.decode(new RawRecord(POSITION, latin1));
        assertThat(rejection.reason()).isEqualTo(RejectionReason.UNDECODABLE_TEXT);
        assertThat(rejection.detail()).isEqualTo("byte 14 (0xf6) is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"a\"', '\"eggs\"', unknown-label",
        "'\"a\"', 2, label-out-of-range",
        "'\"a\"', null, no-label",
        // of several faults, a missing text comes before the label and a faulty text after it
        "null, '\"eggs\"', no-features",
        "5, '\"eggs\"', unknown-label",
        "'\"\\ud800\"', 2, label-out-of-range"
    })
    void namesOneOfSeveralFaults(String features, String label, String reason) {
        assertThat(rejected(record(features, label)).reason().code()).isEqualTo(reason);
    }

    /** Seeded: valid records with bytes changed, cut and doubled. */
    @Test
    void makesAnExampleOrARejectionOfEveryMutatedRecord() {
        List<String> seeds = List.of(
                "{\"id\":\"a1\",\"features\":\"K\u00f6ln \\ud83d\\ude42 win\",\"label\":\"spam\"}",
                "{\"label\":0,\"features\":\"\",\"time\":\"2024-05-06T07:08:09Z\"}");
        Random random = new Random(42);
        int accepted = 0;
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (int i = 0; i < 10_000; i++) {
            byte[] value = seeds.get(i % 2).getBytes(StandardCharsets.UTF_8);
            for (int mutations = random.nextInt(3); mutations >= 0; mutations--) {
                int at = random.nextInt(value.length);
                switch (random.nextInt(3)) {
                    case 0 -> value[at] = (byte) random.nextInt(256);
                    case 1 -> value = Arrays.copyOf(value, Math.max(1, at));
                    default -> value[at] = value[random.nextInt(value.length)];
                }
            }
            Decoded decoded = CODEC.decode(new RawRecord(POSITION, value));
            if (decoded instanceof Rejection rejection) {
                assertThat(rejection.detail()).doesNotContain("the parser failed");
                reasons.add(rejection.reason());
            } else {
                assertThat(((Example) decoded).features()).isInstanceOf(TextFeatures.class);
                accepted++;
            }
        }
        assertThat(accepted).isPositive();
        assertThat(reasons)
                .contains(
                        RejectionReason.NOT_JSON,
                        RejectionReason.BAD_ENVELOPE,
                        RejectionReason.UNDECODABLE_TEXT,
                        RejectionReason.UNKNOWN_LABEL);
    }

    private static String record(String features, String label) {
        return "{\"features\":" + features + ",\"label\":" + label + "}";
    }

    private static Example accepted(String json) {
        Decoded decoded = CODEC.decode(new RawRecord(POSITION, json.getBytes(StandardCharsets.UTF_8)));
        assertThat(decoded).as(Excerpt.of(json)).isInstanceOf(Example.class);
        return (Example) decoded;
    }

    private static Rejection rejected(String json) {
        Decoded decoded = CODEC.decode(new RawRecord(POSITION, json.getBytes(StandardCharsets.UTF_8)));
        assertThat(decoded).as(Excerpt.of(json)).isInstanceOf(Rejection.class);
        return (Rejection) decoded;
    }

    private static String text(Example example) {
        return ((TextFeatures) example.features()).text();
    }
}

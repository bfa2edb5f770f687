package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against bytes written by hand: what docs/records.md says. */
class BinaryExampleCodecTest {
    /** Two numbers (1.5 and missing), one category, label by name, model key and time. */
    private static final String RECORD = "d7 01 01 16" // magic, version, a table; model, time, label by name
            + " 02 00 64 65" // "de"
            + " e8 03 00 00 00 00 00 00" // 1,000 ms
            + " 02 00 55 50" // "UP"
            + " 02 00 00 00 00 00 00 00 f8 3f 00 00 00 00 00 00 f8 7f" // 2 numbers: 1.5, NaN
            + " 01 00 03 00 72 65 64"; // 1 category: "red"

    private final ExampleCodec codec = ExampleCodecs.of(config("classification"));

    private static JobConfig config(String task) {
        return JobConfigs.parse(
                "task: " + task + "\ninput: {format: binary}\n"
                        + switch (task) {
                            case "text-classification" -> "";
                            case "image-classification" -> "image: {height: 2, width: 3}\n";
                            default -> "features: [{name: x}, {name: colour, type: categorical}, {name: y}]\n";
                        }
                        + "label: {classes: [DOWN, UP]}\n",
                "test",
                List.of());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Decoded decode(ExampleCodec codec, byte[] value) {
        return codec.decode(new RawRecord(new SourcePosition("t", 0, 7, 99), value));
    }

    private static Example example(Decoded decoded) {
        assertThat(decoded).as("%s", decoded).isInstanceOf(Example.class);
        return (Example) decoded;
    }

    @Test
    void readsWhatThePageSays() {
        Example example = example(decode(codec, bytes(RECORD)));

        assertThat(example.model()).isEqualTo("de");
        assertThat(example.timeMs()).isEqualTo(1_000);
        assertThat(example.id()).isEqualTo("t-0@7");
        assertThat(example.target()).isEqualTo(1);
        assertThat(((TableFeatures) example.features()).numbers()).containsExactly(1.5, Double.NaN);
        assertThat(((TableFeatures) example.features()).categories()).containsExactly("red");
    }

    @Test
    void float32NumbersAndALabelByNumber() {
        Example example = example(
                decode(codec, bytes("d7 01 01 28 00 00 00 00 00 00 00 00 02 00 00 00 c0 3f 00 00 20 c0 01 00 ff ff")));

        assertThat(example.target()).isZero();
        assertThat(((TableFeatures) example.features()).numbers()).containsExactly(1.5, -2.5);
        assertThat(((TableFeatures) example.features()).categories()).containsOnlyNulls();
    }

    @Test
    void aChecksumIsCompared() {
        byte[] body = bytes(RECORD.replaceFirst("d7 01 01 16", "d7 01 01 56"));
        CRC32C crc = new CRC32C();
        crc.update(body);
        byte[] whole = java.util.Arrays.copyOf(body, body.length + 4);
        for (int i = 0; i < 4; i++) {
            whole[body.length + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        assertThat(example(decode(codec, whole)).model()).isEqualTo("de");

        whole[20] ^= 1;
        Decoded damaged = decode(codec, whole);
        assertThat(FormatsTest.reason(damaged)).isEqualTo(RejectionReason.MALFORMED);
        assertThat(((Rejection) damaged).detail()).contains("CRC-32C");
    }

    @ParameterizedTest
    @CsvSource({
        "d7 01 01 16, d6 01 01 16, MALFORMED, byte 0 must be 0xd7 but was 0xd6",
        "d7 01 01 16, d7 02 01 16, MALFORMED, the version must be 0x01 but was 0x02",
        "d7 01 01 16, d7 01 05 16, MALFORMED, kind 5",
        "d7 01 01 16, d7 01 01 96, MALFORMED, bit 7",
        "d7 01 01 16, d7 01 01 1e, MALFORMED, both",
        "d7 01 01 16, d7 01 02 16, WRONG_TYPE, a text (kind 2)",
        "02 00 64 65, 02 00 2e 2e, BAD_ENVELOPE, `model` names a directory",
        "02 00 64 65, 02 00 c3 28, MALFORMED, damaged",
        "e8 03 00 00 00 00 00 00, e8 03 00 00 00 00 00 7f, BAD_ENVELOPE, `time`",
        "02 00 55 50, 02 00 55 51, UNKNOWN_LABEL, UQ",
        "02 00 00 00 00, 03 00 00 00 00, WRONG_LENGTH, 2 numbers",
        "00 00 f8 7f, 00 00 f0 ff, NOT_FINITE, column y must be a finite number but was the number -Infinity",
        "01 00 03 00 72, 02 00 03 00 72, WRONG_LENGTH, 1 categories",
        "03 00 72 65 64, 04 00 72 65 64, MALFORMED, there must be 4 more but there were 3",
        "03 00 72 65 64, 03 00 72 65 64 00, MALFORMED, 1 more bytes",
    })
    void saysWhatIsWrong(String part, String wrong, RejectionReason reason, String detail) {
        Decoded decoded = decode(codec, bytes(RECORD.replaceFirst(part, wrong)));

        assertThat(FormatsTest.reason(decoded)).isEqualTo(reason);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    @Test
    void aRecordWithoutFeaturesOrLabelSaysSo() {
        assertThat(FormatsTest.reason(decode(codec, bytes("d7 01 00 10 02 00 55 50"))))
                .isEqualTo(RejectionReason.NO_FEATURES);
        assertThat(FormatsTest.reason(decode(codec, bytes("d7 01 01 00 02 00" + "00".repeat(16) + "01 00 ff ff"))))
                .isEqualTo(RejectionReason.NO_LABEL);
        assertThat(FormatsTest.reason(decode(
                        codec, bytes("d7 01 01 08 00 00 00 00 00 00 1c 40 02 00" + "00".repeat(16) + "01 00 ff ff"))))
                .isEqualTo(RejectionReason.LABEL_OUT_OF_RANGE);
    }

    @Test
    void textsMustBeUtf8() {
        ExampleCodec texts = ExampleCodecs.of(config("text-classification"));

        assertThat(FormatsTest.reason(decode(texts, bytes("d7 01 02 10 02 00 55 50 02 00 00 00 c3 28"))))
                .isEqualTo(RejectionReason.UNDECODABLE_TEXT);
        assertThat(FormatsTest.reason(decode(texts, bytes("d7 01 02 10 02 00 55 50 ff ff ff 7f c3 28"))))
                .isEqualTo(RejectionReason.MALFORMED);
    }

    @Test
    void imagesMustHaveTheConfiguredShape() {
        ExampleCodec images = ExampleCodecs.of(config("image-classification"));

        assertThat(decode(images, bytes("d7 01 03 10 02 00 55 50 01 00 02 00 03 00 00 01 02 03 04 ff")))
                .isInstanceOf(Example.class);
        assertThat(FormatsTest.reason(
                        decode(images, bytes("d7 01 03 10 02 00 55 50 01 00 03 00 02 00 00 01 02 03 04 ff"))))
                .isEqualTo(RejectionReason.IMAGE_SHAPE);
    }

    @Test
    void theWriterWritesTheseBytes() {
        byte[] json =
                "{\"model\":\"de\",\"time\":1000,\"features\":{\"x\":1.5,\"colour\":\"red\",\"y\":null},\"label\":1}"
                        .getBytes(UTF_8);

        assertThat(HexFormat.ofDelimiter(" ").formatHex(new Transcoder(config("classification")).transcode(json)))
                .isEqualTo(RECORD);
    }
}

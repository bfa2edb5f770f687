package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the format, a record means the same. */
class FormatsTest {
    private static final String TABLE = """
            features: [{name: price}, {name: "first name", type: categorical}, {name: n}, {name: on, type: categorical}]
            label: {classes: [DOWN, UP]}
            """;

    private static final List<String> RECORDS = List.of(
            "{\"id\":\"a1\",\"model\":\"de\",\"time\":1234,\"features\":{\"price\":1.5,\"first name\":\"Köln\",\"n\":-7,\"on\":true},\"label\":\"UP\"}",
            "{\"label\":0,\"features\":[1.5e300,\"\",null,\"x\"],\"time\":\"2024-05-06T07:08:09Z\"}",
            "{\"features\":{\"on\":null,\"n\":0.1,\"first name\":null,\"price\":null},\"label\":1,\"id\":17}");

    private static JobConfig config(String yaml, String format) {
        return JobConfigs.parse(yaml, "test", List.of(format.split(" ", -1)));
    }

    private static RawRecord raw(byte[] value) {
        return new RawRecord(new SourcePosition("t", 2, 40, 99), value);
    }

    private static List<Object> parts(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Example.class);
        Example example = (Example) decoded;
        List<Object> parts = new ArrayList<>(
                Arrays.asList(example.position(), example.id(), example.model(), example.timeMs(), example.target()));
        if (example.features() instanceof TableFeatures table) {
            Arrays.stream(table.numbers()).forEach(parts::add);
            parts.addAll(Arrays.asList(table.categories()));
        } else if (example.features() instanceof TextFeatures text) {
            parts.add(text.text());
        } else if (example.features() instanceof ImageFeatures image) {
            for (byte pixel : image.pixels()) {
                parts.add(pixel);
            }
        }
        return parts;
    }

    private static void assertSame(String yaml, String format, String json) {
        byte[] record = json.getBytes(UTF_8);
        JobConfig config = config(yaml, format);
        byte[] transcoded = new Transcoder(config).transcode(record);

        assertThat(transcoded).isNotEqualTo(record);
        assertThat(parts(ExampleCodecs.of(config).decode(raw(transcoded))))
                .isEqualTo(parts(JsonExampleCodec.of(config).decode(raw(record))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input.format=binary",
                "input.format=avro",
                "input.format=avro input.avro.framing=none",
            })
    void meansTheSameAsJson(String format) {
        for (String record : RECORDS) {
            assertSame(TABLE, format, record);
        }
        assertSame("task: regression\nfeatures: [{name: x}]\n", format, "{\"features\":[1],\"label\":-2.5}");
        assertSame(
                "task: text-classification\nlabel: {classes: [a, b]}\n",
                format,
                "{\"features\":\"née 😀\",\"label\":\"b\",\"model\":\"é\"}");
        assertSame(
                "task: image-classification\nlabel: {classes: [a, b]}\nimage: {height: 2, width: 1}\n",
                format,
                "{\"features\":[0,255],\"label\":\"a\"}");
        assertSame(TABLE + "r-drop: {unlabelled: true}\n", format, "{\"features\":[1,\"a\",2,\"b\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input.format=binary", "input.format=avro"})
    void whatIsNoRecordStaysAsItIsAndIsRejected(String format) {
        JobConfig config = config(TABLE, format);
        byte[] broken = "{\"features\":[1],\"label\":1}".getBytes(UTF_8);

        assertThat(new Transcoder(config).transcode(broken)).isSameAs(broken);
        Decoded decoded = ExampleCodecs.of(config).decode(raw(broken));
        assertThat(decoded).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).reason()).isEqualTo(RejectionReason.MALFORMED);
        assertThat(((Rejection) decoded).record().value()).isSameAs(broken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"input.format=binary", "input.format=avro"})
    void sizesAreJudgedFirst(String format) {
        ExampleCodec codec = ExampleCodecs.of(config(TABLE, format + " input.max-bytes=100"));

        assertThat(reason(codec.decode(new RawRecord(new SourcePosition("t", 0, 0, 0), null))))
                .isEqualTo(RejectionReason.EMPTY);
        assertThat(reason(codec.decode(raw(new byte[0])))).isEqualTo(RejectionReason.EMPTY);
        assertThat(reason(codec.decode(raw(new byte[101])))).isEqualTo(RejectionReason.TOO_LARGE);
        assertThat(reason(codec.decode(raw(new byte[100])))).isEqualTo(RejectionReason.MALFORMED);
    }

    @Test
    void jsonIsLeftAlone() {
        byte[] record = RECORDS.get(0).getBytes(UTF_8);

        assertThat(new Transcoder(config(TABLE, "input.format=json")).transcode(record))
                .isSameAs(record);
    }

    static RejectionReason reason(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Rejection.class);
        return ((Rejection) decoded).reason();
    }
}

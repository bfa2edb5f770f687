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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeded: valid records of the binary formats with bits flipped, cut, doubled, and lengths made huge. */
class FormatsFuzzTest {
    private static final int RECORDS = 20_000;
    private static final List<String> SEEDS = List.of(
            "{\"id\":\"a1\",\"model\":\"de\",\"time\":1234,\"features\":[1.5,\"Köln\",\"true\"],\"label\":\"UP\"}",
            "{\"label\":0,\"features\":[1.5e3,\"ü\",null]}",
            "{\"features\":[null,null,7],\"label\":1}");

    private static final String MAP = "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"E\\\",\\\"fields\\\":["
            + "{\\\"name\\\":\\\"model\\\",\\\"type\\\":[\\\"null\\\",\\\"string\\\"],\\\"default\\\":null},"
            + "{\\\"name\\\":\\\"features\\\",\\\"type\\\":{\\\"type\\\":\\\"map\\\",\\\"values\\\":"
            + "[\\\"null\\\",\\\"double\\\",\\\"string\\\",\\\"boolean\\\"]}},"
            + "{\\\"name\\\":\\\"label\\\",\\\"type\\\":[\\\"null\\\",\\\"string\\\",\\\"double\\\"]}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "input.format=binary; ; MALFORMED BAD_ENVELOPE UNKNOWN_LABEL NO_LABEL WRONG_LENGTH",
                "input.format=avro input.avro.framing=none; ; MALFORMED BAD_ENVELOPE UNKNOWN_LABEL NO_LABEL",
                "input.format=avro input.avro.framing=none; MAP; MALFORMED BAD_ENVELOPE MISSING_COLUMN NOT_FINITE UNKNOWN_LABEL NO_LABEL",
            })
    void makesAnExampleOrARejectionOfEveryMutatedRecord(String format, String schema, String expected) {
        JobConfig config = JobConfigs.parse(
                "features: [{name: price}, {name: city, type: categorical}, {name: on, type: categorical}]\n"
                        + "label: {classes: [DOWN, UP]}\n"
                        + (schema == null ? "" : "input: {avro: {schema: \"" + MAP + "\"}}\n"),
                "test",
                List.of(format.split(" ", -1)));
        ExampleCodec codec = ExampleCodecs.of(config);
        Transcoder transcoder = new Transcoder(config);
        List<byte[]> seeds = SEEDS.stream()
                .map(seed -> transcoder.transcode(seed.getBytes(UTF_8)))
                .toList();
        SourcePosition position = new SourcePosition("t", 0, 0, 0);
        Random random = new Random(42);
        int accepted = 0;
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = seeds.get(i % seeds.size());
            for (int mutations = random.nextInt(4); mutations >= 0; mutations--) {
                value = mutate(value, random);
            }
            byte[] before = value.clone();
            Decoded decoded = codec.decode(new RawRecord(position, value));
            assertThat(value).isEqualTo(before);
            if (decoded instanceof Example example) {
                accepted++;
                assertComplete(example);
            } else {
                Rejection rejection = (Rejection) decoded;
                reasons.add(rejection.reason());
                assertThat(rejection.detail())
                        .isNotBlank()
                        .hasSizeLessThan(700)
                        .doesNotContain("Exception")
                        .doesNotContain("null pointer");
                assertThat(rejection.detail().chars()).noneMatch(Character::isISOControl);
            }
        }
        // The mutations must reach both outcomes and most reasons, or this test says nothing.
        assertThat(accepted).isBetween(RECORDS / 50, RECORDS * 3 / 4);
        assertThat(reasons)
                .containsAll(Arrays.stream(expected.split(" ", -1))
                        .map(RejectionReason::valueOf)
                        .toList());
    }

    private static void assertComplete(Example example) {
        TableFeatures row = (TableFeatures) example.features();
        assertThat(row.numbers()).hasSize(1);
        assertThat(Double.isInfinite(row.numbers()[0])).isFalse();
        assertThat(row.categories()).hasSize(2);
        assertThat(example.target()).isBetween(0.0, 1.0);
        assertThat(example.model()).isNotBlank();
    }

    private static byte[] mutate(byte[] value, Random random) {
        if (value.length == 0) {
            return value;
        }
        int at = random.nextInt(value.length);
        int to = Math.min(value.length, at + 1 + random.nextInt(8));
        byte[] changed = value.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(changed, at, to, (byte) 0xff); // a huge or a negative length
            case 3 -> {
                return splice(value, at, to, new byte[0]);
            }
            case 4 -> {
                return splice(value, at, at, Arrays.copyOfRange(value, at, to));
            }
            default -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(value, at) : value;
            }
        }
        return changed;
    }

    private static byte[] splice(byte[] value, int from, int to, byte[] with) {
        byte[] spliced = new byte[value.length - (to - from) + with.length];
        System.arraycopy(value, 0, spliced, 0, from);
        System.arraycopy(with, 0, spliced, from, with.length);
        System.arraycopy(value, to, spliced, from + with.length, value.length - to);
        return spliced;
    }
}

package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Seeded: valid records with bytes flipped, cut, doubled, and with hostile tokens put in. */
class JsonExampleCodecFuzzTest {
    private static final int RECORDS = 20_000;
    private static final List<String> SEEDS = List.of(
            "{\"id\":\"a1\",\"model\":\"de\",\"time\":1234,\"features\":{\"price\":1.5,\"city\":\"Köln\",\"on\":true},\"label\":\"UP\"}",
            "{\"label\":0,\"features\":[1.5e3,\"\\u00fc\\ud83d\\ude00\",null],\"time\":\"2024-05-06T07:08:09Z\"}",
            "{\"features\":{\"price\":null,\"city\":null,\"on\":7},\"label\":1,\"id\":null}",
            "{\"features\":[1,2,3],\"label\":1}");
    private static final List<String> TOKENS = List.of(
            "NaN",
            "-Infinity",
            "1e999",
            "null",
            "\"\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "\0",
            "//",
            "{}",
            "[[[[",
            "-",
            "0",
            "1E+",
            ".5",
            "\"label\":",
            "\"features\":",
            "true",
            "\u2028",
            "\ufeff");

    private final ExampleCodec codec = JsonExampleCodec.of(Configs.table(
            List.of(
                    new FeatureConfig("price", FeatureType.NUMERIC),
                    new FeatureConfig("city", FeatureType.CATEGORICAL),
                    new FeatureConfig("on", FeatureType.CATEGORICAL)),
            new LabelConfig("label", List.of("DOWN", "UP")),
            4096));

    @Test
    void makesAnExampleOrARejectionOfEveryMutatedRecord() {
        Random random = new Random(42);
        SourcePosition position = new SourcePosition("t", 0, 0, 0);
        int accepted = 0;
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = SEEDS.get(i % SEEDS.size()).getBytes(StandardCharsets.UTF_8);
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
                assertThat(rejection.detail()).isNotBlank().hasSizeLessThan(700).doesNotContain("the parser failed");
                assertThat(rejection.detail().chars()).noneMatch(Character::isISOControl);
            }
        }
        // The mutations must reach both outcomes and most reasons, or this test says nothing.
        assertThat(accepted).isBetween(RECORDS / 50, RECORDS / 2);
        assertThat(reasons)
                .contains(
                        RejectionReason.NOT_JSON,
                        RejectionReason.BAD_ENVELOPE,
                        RejectionReason.UNKNOWN_LABEL,
                        RejectionReason.MISSING_COLUMN,
                        RejectionReason.WRONG_TYPE,
                        RejectionReason.NOT_FINITE,
                        RejectionReason.WRONG_LENGTH);
    }

    private static void assertComplete(Example example) {
        assertThat(row(example).numbers()).hasSize(1);
        assertThat(Double.isInfinite(row(example).numbers()[0])).isFalse();
        assertThat(row(example).categories()).hasSize(2);
        assertThat(example.target()).isBetween(0.0, 1.0);
        assertThat(example.model()).isNotBlank();
        assertThat(example.id()).isNotNull();
    }

    private static byte[] mutate(byte[] value, Random random) {
        if (value.length == 0) {
            return value;
        }
        int at = random.nextInt(value.length);
        int to = Math.min(value.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> splice(value, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(value, at, to, new byte[0]);
            case 2 -> splice(value, at, at, Arrays.copyOfRange(value, at, to));
            case 3 -> splice(value, at, to, token(random));
            case 4 -> splice(value, at, at, token(random));
            default -> random.nextInt(4) == 0 ? Arrays.copyOf(value, at) : value;
        };
    }

    private static byte[] token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] value, int from, int to, byte[] with) {
        byte[] spliced = new byte[value.length - (to - from) + with.length];
        System.arraycopy(value, 0, spliced, 0, from);
        System.arraycopy(with, 0, spliced, from, with.length);
        System.arraycopy(value, to, spliced, from + with.length, value.length - to);
        return spliced;
    }

    private static TableFeatures row(Example example) {
        return (TableFeatures) example.features();
    }
}

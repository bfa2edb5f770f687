package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scanner beside the parser: whatever the record, the same example to the last bit or the same rejection to the
 * last character. {@code -Drdrop.fuzz.seed=N} tries others, {@code -Drdrop.fuzz.records=N} more.
 */
class JsonTableScannerTest {
    private static final long SEED = Long.getLong("rdrop.fuzz.seed", 1);
    private static final int RECORDS = Integer.getInteger("rdrop.fuzz.records", 400_000) / 4;
    private static final SourcePosition POSITION = new SourcePosition("examples", 3, 17, 1_700_000_000_123L);
    private static final String YAML = """
            features: [{name: price}, {name: city, type: categorical}, {name: "Ölstand, in mm"}]
            label: {classes: [DOWN, UP, "7"]}
            """;
    private static final String FEATURES = "{\"price\":1.5,\"city\":\"Ulm\",\"Ölstand, in mm\":-2}";

    /** What stands where a value may stand. */
    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "-0.0",
            "7",
            "1e3",
            "1E-7",
            "0.1",
            "null",
            "true",
            "false",
            "NaN",
            "\"\"",
            "\"A\"",
            "\"UP\"",
            "\"K\u00f6ln\"",
            "\"\\u00fc\"",
            "[]",
            "{}",
            "123456789012345678",
            "1234567890123456789",
            "0.12345678901234567",
            "1e999",
            "01",
            "+1",
            ".5",
            "5.",
            "\"2024-05-06\"",
            "\"NaN\"",
            "1.7976931348623157e308",
            "4.9e-324");

    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\t \r", "\u000b", "\u00a0");

    @ParameterizedTest
    @EnumSource(names = {"CLASSIFICATION", "REGRESSION"})
    void sameAsTheParserOfMutatedRecords(FuzzedTask task) {
        Compared compared = new Compared(task.config());
        RecordMutator mutator = task.mutator(SEED);
        for (int n = 0; n < RECORDS; n++) {
            compared.requireSame(mutator.record(n));
        }
        compared.requireBoth();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void sameAsTheParserOfRecordsInEveryOrderAndNotation(String unlabelled) {
        Compared compared = new Compared(config("r-drop.unlabelled=" + unlabelled));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int n = 0; n < RECORDS; n++) {
            compared.requireSame(record(random).getBytes(UTF_8));
        }
        compared.requireBoth();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"features\":FEATURES,\"label\":\"UP\"}",
                " { \"label\" : 1 , \"features\" : FEATURES , \"id\" : 17 }\n",
                "{\"id\":\"a\",\"model\":\"de\",\"time\":1234,\"features\":[1,\"x\",2.5],\"label\":2.0}",
                "{\"id\":null,\"model\":null,\"time\":null,\"features\":[null,null,null],\"label\":\"7\"}",
                "{\"time\":\"2024-05-06T07:08:09Z\",\"features\":[1,true,2],\"label\":0}",
                "{\"features\":{\"Ölstand, in mm\":1,\"city\":false,\"price\":2},\"label\":0}",
            })
    void readsUsualRecordsItself(String record) {
        byte[] value = record.replace("FEATURES", FEATURES).getBytes(UTF_8);
        Compared compared = new Compared(config());
        compared.requireSame(value);
        assertThat(compared.scanned).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "{}",
                "{\"features\":FEATURES}",
                "{\"label\":\"UP\"}",
                "{\"features\":FEATURES,\"label\":\"UP\"",
                "{\"features\":FEATURES,\"label\":\"UP\"}}",
                "{\"features\":FEATURES,\"label\":\"UP\",}",
                "{\"features\":FEATURES,\"label\":\"UP\",\"label\":\"UP\"}",
                "{\"features\":FEATURES,\"label\":\"UP\",\"weight\":1}",
                "{\"features\":FEATURES,\"label\":\"LEFT\"}",
                "{\"features\":FEATURES,\"label\":3}",
                "{\"features\":FEATURES,\"label\":null}",
                "{\"features\":FEATURES,\"label\":\"UP\",\"model\":\"a/b\"}",
                "{\"features\":FEATURES,\"label\":\"UP\",\"time\":1e300}",
                "{\"features\":FEATURES,\"label\":\"UP\",\"time\":\"noon\"}",
                "{\"features\":[1,\"x\"],\"label\":\"UP\"}",
                "{\"features\":[1,\"x\",2,3],\"label\":\"UP\"}",
                "{\"features\":[1,\"x\",\"2\"],\"label\":\"UP\"}",
                "{\"features\":{\"price\":1,\"city\":\"x\"},\"label\":\"UP\"}",
                "{\"features\":{\"price\":1,\"price\":1,\"city\":\"x\"},\"label\":\"UP\"}",
                "{\"features\":{\"price\":1,\"city\":\"x\",\"Ölstand, in mm\":1e999},\"label\":\"UP\"}",
            })
    void leavesEveryRejectionToTheParser(String record) {
        byte[] value = record.replace("FEATURES", FEATURES).getBytes(UTF_8);
        Compared compared = new Compared(config());
        compared.requireSame(value);
        assertThat(compared.scanned).isZero();
        assertThat(compared.accepted).isZero();
    }

    @Test
    void learnsTheOrderInWhichRecordsNameTheirColumns() {
        Compared compared = new Compared(config());
        for (String features : List.of(
                "{\"city\":\"Ulm\",\"Ölstand, in mm\":1,\"price\":2}",
                "{\"city\":\"Bern\",\"Ölstand, in mm\":2,\"price\":3}",
                "{\"price\":4,\"Ölstand, in mm\":5,\"city\":\"Graz\"}")) {
            compared.requireSame(("{\"features\":" + features + ",\"label\":0}").getBytes(UTF_8));
        }
        assertThat(compared.scanned).isEqualTo(3);
    }

    @Test
    void leavesColumnsWhoseNamesNeedEscapesToTheParser() {
        JobConfig config =
                JobConfigs.parse("features: [{name: 'a\"b'}]\nlabel: {classes: [A, B]}\n", "test", List.of());
        Decoded decoded = JsonExampleCodec.of(config)
                .decode(new RawRecord(POSITION, "{\"features\":{\"a\\\"b\":2.5},\"label\":0}".getBytes(UTF_8)));
        assertThat(decoded).isInstanceOf(Example.class);
        Decoded broken = JsonExampleCodec.of(config)
                .decode(new RawRecord(POSITION, "{\"features\":{\"a\"b\":2.5},\"label\":0}".getBytes(UTF_8)));
        assertThat(broken).isInstanceOf(Rejection.class);
    }

    private static JobConfig config(String... overrides) {
        return JobConfigs.parse(YAML, "test", List.of(overrides));
    }

    /** A record with its parts in random order, most of them as they should be. */
    private static String record(SplittableRandom random) {
        String[] columns = {
            "\"price\"" + colon(random) + value(random, "3.25"),
            "\"city\"" + colon(random) + value(random, "\"Ulm\""),
            "\"Ölstand, in mm\"" + colon(random) + value(random, Double.toString(random.nextDouble()))
        };
        String features = random.nextInt(4) == 0
                ? "[" + value(random, "1") + "," + value(random, "\"x\"") + space(random) + "," + value(random, "2")
                        + "]"
                : "{" + joined(columns, random) + "}";
        String[] parts = {
            "\"features\"" + colon(random) + features,
            "\"label\"" + colon(random) + value(random, "\"UP\""),
            "\"id\"" + colon(random) + value(random, "\"a-1\""),
            "\"model\"" + colon(random) + value(random, "\"de\""),
            "\"time\"" + colon(random) + value(random, "1234")
        };
        return space(random) + "{" + joined(Arrays.copyOf(parts, 2 + random.nextInt(4)), random) + "}" + space(random);
    }

    private static String joined(String[] parts, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            for (int i = parts.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                String part = parts[i];
                parts[i] = parts[other];
                parts[other] = part;
            }
        }
        return String.join(space(random) + "," + space(random), parts);
    }

    private static String colon(SplittableRandom random) {
        return random.nextInt(4) == 0 ? space(random) + ":" + space(random) : ":";
    }

    private static String space(SplittableRandom random) {
        return random.nextInt(4) == 0 ? SPACES.get(random.nextInt(random.nextInt(8) == 0 ? SPACES.size() : 6)) : "";
    }

    private static String value(SplittableRandom random, String usual) {
        return random.nextInt(8) == 0 ? VALUES.get(random.nextInt(VALUES.size())) : usual;
    }

    /** Both ways of reading, and what became of the records. */
    private static final class Compared {
        private final JsonExampleCodec codec;
        private final JsonExampleCodec parser;
        private final JsonTableScanner scanner;
        private final int maxBytes;
        private int scanned;
        private int accepted;
        private int records;

        Compared(JobConfig config) {
            codec = JsonExampleCodec.of(config);
            parser = JsonExampleCodec.byParserOnly(config);
            RecordShape shape = RecordShape.of(config);
            maxBytes = shape.maxBytes();
            scanner = Objects.requireNonNull(JsonTableScanner.of(shape));
        }

        void requireSame(byte[] value) {
            RawRecord record = new RawRecord(POSITION, value);
            Decoded expected = parser.decode(record);
            Decoded decoded = codec.decode(record);
            // Its bytes are looked at by those who ask whether they are too many.
            Example example = value.length > maxBytes ? null : scanner.read(record, value);
            if (!same(expected, decoded) || (example != null && !same(expected, example))) {
                throw new AssertionError("of " + new String(value, UTF_8) + "\nthe parser makes " + expected
                        + "\nbut the codec " + decoded + "\nand the scanner " + example);
            }
            records++;
            scanned += example == null ? 0 : 1;
            accepted += expected instanceof Example ? 1 : 0;
        }

        /** The records must reach both outcomes, and mostly without the parser, or the comparison says little. */
        void requireBoth() {
            assertThat(accepted).isBetween(records / 10, records * 9 / 10);
            assertThat(scanned).isBetween(accepted / 3, accepted);
        }

        private static boolean same(Decoded expected, Decoded decoded) {
            if (expected instanceof Example one && decoded instanceof Example other) {
                TableFeatures row = (TableFeatures) one.features();
                TableFeatures otherRow = (TableFeatures) other.features();
                return one.id().equals(other.id())
                        && one.model().equals(other.model())
                        && one.timeMs() == other.timeMs()
                        && same(one.target(), other.target())
                        && one.position().equals(other.position())
                        && Arrays.equals(row.numbers(), otherRow.numbers())
                        && Arrays.equals(row.categories(), otherRow.categories());
            }
            return expected instanceof Rejection one
                    && decoded instanceof Rejection other
                    && one.reason() == other.reason()
                    && one.detail().equals(other.detail());
        }

        private static boolean same(double one, double other) {
            return Double.doubleToRawLongBits(one) == Double.doubleToRawLongBits(other);
        }
    }
}

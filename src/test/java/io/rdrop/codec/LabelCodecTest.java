package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Label;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelCodecTest {
    private static final int FUZZED = 8_000;
    private static final SourcePosition POSITION = new SourcePosition("labels", 0, 7, 1_000);
    private static final JobConfig CLASSES = FuzzedTask.CLASSIFICATION.config();

    @Test
    void readsClassesAndNumbers() {
        LabelCodec classes = new LabelCodec(CLASSES);
        LabelCodec numbers = new LabelCodec(FuzzedTask.REGRESSION.config());

        assertThat(read(classes, "{\"id\": \"a\", \"label\": \"UP\", \"model\": \"de\"}"))
                .isEqualTo(new Label(POSITION, "a", "de", 1));
        assertThat(read(classes, " {\"label\": 0, \"id\": 17} ")).isEqualTo(new Label(POSITION, "17", "default", 0));
        assertThat(read(classes, "{\"label\": 1.0, \"id\": \"\u00fcber\", \"model\": null}"))
                .isEqualTo(new Label(POSITION, "\u00fcber", "default", 1));
        assertThat(read(numbers, "{\"label\": -3e2, \"id\": \"a\"}").target()).isEqualTo(-300);
    }

    @Test
    void aWeightIsReadWhereThereMayBeOne() {
        LabelCodec weighed = new LabelCodec(FuzzedTask.WEIGHED.config());
        assertThat(read(weighed, "{\"id\": \"a\", \"label\": 1, \"weight\": 2.5}")
                        .weight())
                .isEqualTo(2.5);
        assertThat(read(weighed, "{\"id\": \"a\", \"label\": 1, \"weight\": null}")
                        .weight())
                .isNaN();
        for (String bad : List.of("-1", "1e999", "\"2\"", "[]")) {
            assertThatThrownBy(() -> read(weighed, "{\"id\": \"a\", \"label\": 1, \"weight\": " + bad + "}"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("`weight` must be a finite number of at least 0 but was ");
        }
        assertThatThrownBy(() -> read(new LabelCodec(CLASSES), "{\"id\": \"a\", \"label\": 1, \"weight\": 2}"))
                .hasMessageContaining("unknown key weight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the value has no bytes",
                "' ' | must be one JSON object but was white space",
                "[] | must be one JSON object but was",
                "{\"id\": \"a\" | a label must be one JSON object but cannot be read",
                "{\"id\": \"a\", \"label\": 1} {} | after the object comes",
                "{\"label\": 1} | `id` is missing",
                "{\"id\": null, \"label\": 1} | `id` is missing",
                "{\"id\": {}, \"label\": 1} | `id` must be a string or a number",
                "{\"id\": \"a\"} | `label` is missing",
                "{\"id\": \"a\", \"label\": null} | `label` is missing",
                "{\"id\": \"a\", \"label\": 2} | index from 0 to 1 but was",
                "{\"id\": \"a\", \"label\": \"up\"} | must be a class name (DOWN, UP)",
                "{\"id\": \"a\", \"label\": [1]} | must be a class name",
                "{\"id\": \"a\", \"label\": 1, \"label\": 0} | key label is given twice",
                "{\"id\": \"a\", \"label\": 1, \"time\": 3} | unknown key time; allowed are id, label, model",
                "{\"id\": \"a\", \"label\": 1, \"model\": \"a/b\"} | `model` names a directory",
                "{\"id\": \"a\", \"label\": 1, \"model\": 3} | `model` must be a string",
                "{\"id\": \"a\", \"label\": NaN} | cannot be read"
            })
    void saysWhatIsWrong(String record, String because) {
        assertThatThrownBy(() -> read(new LabelCodec(CLASSES), record))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(because);
    }

    @Test
    void refusesWhatIsTooLongOrNoUtf8OrNothing() {
        LabelCodec codec = new LabelCodec(JobConfigs.with(CLASSES, List.of("input.max-bytes=100")));

        assertThatThrownBy(() -> codec.read(new RawRecord(POSITION, new byte[101])))
                .hasMessageContaining("input.max-bytes");
        assertThatThrownBy(() -> codec.read(new RawRecord(POSITION, null))).hasMessageContaining("null");
        assertThatThrownBy(() -> codec.read(new RawRecord(POSITION, new byte[] {'{', (byte) 0xff, '}'})))
                .hasMessageContaining("byte 1 is not UTF-8");
    }

    /** Whatever comes is a label or is refused with a reason, and nothing else is thrown. */
    @Test
    void nothingThatComesStopsTheJob() {
        LabelCodec codec = new LabelCodec(CLASSES);
        RecordMutator mutator = new RecordMutator(
                List.of(
                        "{\"id\":\"a1\",\"label\":\"UP\",\"model\":\"de\"}",
                        "{\"label\":0,\"id\":17}",
                        "{\"id\":\"K\u00f6ln \\ud83d\\ude00\",\"label\":1.0}"),
                11);
        int read = 0;
        int refused = 0;
        for (int n = 0; n < FUZZED; n++) {
            @Nullable Label label = readOrNull(codec, mutator.record(n));
            if (label == null) {
                refused++;
            } else {
                read++;
                assertThat(label.target()).isIn(0.0, 1.0);
            }
        }
        assertThat(read).isGreaterThan(FUZZED / 10);
        assertThat(refused).isGreaterThan(FUZZED / 10);
    }

    private static @Nullable Label readOrNull(LabelCodec codec, byte[] record) {
        try {
            return codec.read(new RawRecord(POSITION, record));
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(600);
            return null;
        }
    }

    private static Label read(LabelCodec codec, String record) {
        return codec.read(new RawRecord(POSITION, record.getBytes(UTF_8)));
    }
}

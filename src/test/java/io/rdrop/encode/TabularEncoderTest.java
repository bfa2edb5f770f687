package io.rdrop.encode;

import static io.rdrop.encode.Examples.categorical;
import static io.rdrop.encode.Examples.config;
import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.example;
import static io.rdrop.encode.Examples.numeric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.example.Example;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TabularEncoderTest {
    private static final List<FeatureConfig> FEATURES =
            List.of(categorical("colour"), numeric("price"), categorical("size"), numeric("weight"));

    private final TabularEncoder encoder = new TabularEncoder(FEATURES, new EncodingConfig(true, 5, true, 1, 1));

    @Test
    void laysColumnsOutInConfiguredOrder() {
        encoder.observe(List.of(example(new double[] {1, 10}, "red", "S"), example(new double[] {3, 30}, "red", "S")));
        assertThat(encoder.width()).isEqualTo(8);
        assertThat(encode(encoder, List.of(example(new double[] {3, Double.NaN}, "red", "L"))))
                .containsExactly(1, 0, 1, 0, 0, 1, 0, 1);
    }

    @Test
    void encodingDoesNotLookAtTheBatchItEncodes() {
        List<Example> seen =
                List.of(example(new double[] {1, 2}, "red", "S"), example(new double[] {5, 9}, "blue", "M"));
        Example same = example(new double[] {2, 2}, "green", "XL");
        encoder.observe(seen);
        Map<String, Object> before = encoder.describe();
        float[] alone = encode(encoder, List.of(same));
        float[] among = encode(encoder, List.of(same, example(new double[] {1e9, -1e9}, "green", "XL"), same));
        int width = encoder.width();
        for (int k = 0; k < width; k++) {
            assertThat(among[k]).isEqualTo(alone[k]);
            assertThat(among[2 * width + k]).isEqualTo(alone[k]);
        }
        assertThat(encoder.describe()).isEqualTo(before);
    }

    @Test
    void leavesTheRestOfALongerBufferAlone() {
        float[] inputs = new float[10];
        inputs[8] = 42;
        encoder.encode(List.of(example(new double[] {1, 2}, "red", "S")), inputs);
        assertThat(inputs[8]).isEqualTo(42);
    }

    @Test
    void describesSettingsAndStatistics() {
        encoder.observe(List.of(example(new double[] {1, 10}, "red", "S"), example(new double[] {3, 30}, null, "S")));
        Map<String, Object> description = encoder.describe();
        assertThat(description)
                .contains(
                        entry("encoder", "tabular"),
                        entry("width", 8),
                        entry("standardise", true),
                        entry("clip", 5.0),
                        entry("missing-indicator", true),
                        entry("one-hot-categories", 1),
                        entry("hash-buckets", 1));
        assertThat(description.get("columns"))
                .isEqualTo(List.of(
                        Map.of(
                                "name",
                                "colour",
                                "type",
                                "categorical",
                                "categories",
                                List.of("red"),
                                "first-input",
                                0,
                                "inputs",
                                2),
                        Map.of(
                                "name",
                                "price",
                                "type",
                                "numeric",
                                "count",
                                2L,
                                "mean",
                                2.0,
                                "deviation",
                                1.0,
                                "outlier-distance",
                                0.0,
                                "first-input",
                                2,
                                "inputs",
                                2),
                        Map.of(
                                "name",
                                "size",
                                "type",
                                "categorical",
                                "categories",
                                List.of("S"),
                                "first-input",
                                4,
                                "inputs",
                                2),
                        Map.of(
                                "name",
                                "weight",
                                "type",
                                "numeric",
                                "count",
                                2L,
                                "mean",
                                20.0,
                                "deviation",
                                10.0,
                                "outlier-distance",
                                0.0,
                                "first-input",
                                6,
                                "inputs",
                                2)));
    }

    @Test
    void rejectsExamplesWithOtherColumns() {
        Example narrow = example(new double[] {1}, "red", "S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(List.of(narrow), new float[8]))
                .withMessageStartingWith("example must have 2 numbers and 2 categories but had 1 and 2 (id id-7, ");
        Example missesACategory = example(new double[] {1, 2}, "red");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.observe(List.of(missesACategory)))
                .withMessageContaining("but had 2 and 1");
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(List.of(example(new double[2], "a", "b")), new float[7]))
                .withMessage("inputs must hold 1 * 8 values (examples * width) but held 7");
    }

    @Test
    void rejectsAConfigurationWithoutFeatures() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TabularEncoder(List.of(), config(1, 1)))
                .withMessageContaining("features");
    }
}

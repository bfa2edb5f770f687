package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short ways to write examples and configurations. */
final class Examples {
    private Examples() {}

    static FeatureConfig numeric(String name) {
        return new FeatureConfig(name, FeatureType.NUMERIC);
    }

    static FeatureConfig categorical(String name) {
        return new FeatureConfig(name, FeatureType.CATEGORICAL);
    }

    /** Standardising, clip 5, no indicator. */
    static EncodingConfig config(int oneHotCategories, int hashBuckets) {
        return new EncodingConfig(true, 5, false, oneHotCategories, hashBuckets);
    }

    static Example example(double[] numbers, @Nullable String... categories) {
        return new Example(
                new SourcePosition("examples", 0, 7, 0),
                "id-7",
                "default",
                0,
                new TableFeatures(numbers, categories),
                0);
    }

    static List<Example> numbers(double... values) {
        return Arrays.stream(values)
                .mapToObj(value -> example(new double[] {value}))
                .toList();
    }

    static List<Example> categories(@Nullable String... values) {
        return Arrays.stream(values).map(value -> example(new double[0], value)).toList();
    }

    static float[] encode(Encoder encoder, List<Example> examples) {
        float[] inputs = new float[examples.size() * encoder.width()];
        Arrays.fill(inputs, Float.NaN); // whatever a reused buffer held
        encoder.encode(examples, inputs);
        return inputs;
    }
}

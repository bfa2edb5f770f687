package io.rdrop.encode;

import static io.rdrop.encode.Examples.categorical;
import static io.rdrop.encode.Examples.config;
import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.example;
import static io.rdrop.encode.Examples.numeric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.TextWeighting;
import io.rdrop.example.Example;
import io.rdrop.tensor.SparseRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is not 0, beside the whole rows. */
class SparseEncoderTest {
    private static final int MANY = 5000;

    private static void assertSame(SparseEncoder encoder, List<Example> examples) {
        float[] dense = encode(encoder, examples);
        SparseRows rows = new SparseRows(encoder.width());
        rows.addRows(new float[encoder.width()], 1); // whatever it held
        encoder.encode(examples, rows);
        float[] whole = new float[dense.length];
        rows.toDense(whole);
        assertThat(rows.rows()).isEqualTo(examples.size());
        assertThat(whole).isEqualTo(dense);
        for (int entry = 0; entry < rows.entries(); entry++) {
            assertThat(rows.value(entry)).isNotZero();
        }
    }

    private static List<Example> table(Random random) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            examples.add(example(
                    new double[] {random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian(), random.nextInt(2)},
                    random.nextInt(4) == 0 ? null : "c" + random.nextInt(30),
                    "d" + random.nextInt(3)));
        }
        return examples;
    }

    @Test
    void ofATable() {
        TabularEncoder encoder = new TabularEncoder(
                List.of(numeric("a"), categorical("c"), numeric("b"), categorical("d")),
                new EncodingConfig(true, 5, true, 8, MANY));
        assertThat(encoder.isSparse()).isTrue();
        List<Example> examples = table(new Random(1));
        assertSame(encoder, examples);
        encoder.observe(examples);
        assertSame(encoder, examples);
    }

    @Test
    void ofATableBehindWhichThereAreLabels() {
        TabularEncoder table = new TabularEncoder(
                List.of(numeric("a"), categorical("c"), numeric("b"), categorical("d")), config(4, MANY));
        for (List<String> classes : List.of(List.of("x", "y"), List.<String>of())) {
            HistoryEncoder encoder = new HistoryEncoder(table, 2, classes);
            assertThat(encoder.isSparse()).isTrue();
            List<Example> examples = table(new Random(2)).stream()
                    .map(example -> example.withHistory(new double[] {1, Double.NaN}))
                    .toList();
            encoder.observe(examples);
            assertSame(encoder, examples);
        }
    }

    @Test
    void ofTexts() {
        List<Example> texts = TextExamples.texts("a b a c", "", "c", "d e f a g h i j k l m");
        for (int buckets : new int[] {3, MANY}) {
            for (boolean normalise : new boolean[] {false, true}) {
                assertSame(
                        (SparseEncoder) TextEncoders.of(TextExamples.bag(2, buckets, TextWeighting.LOG, normalise)),
                        texts);
            }
        }
    }

    @Test
    void paysOnlyIfMostInputsAreZeros() {
        assertThat(new TabularEncoder(List.of(categorical("c")), config(8, 16)).isSparse())
                .isFalse();
        assertThat(new TabularEncoder(List.of(categorical("c")), config(8, MANY)).isSparse())
                .isTrue();
        List<FeatureConfig> numbers = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            numbers.add(numeric("n" + i));
        }
        assertThat(new TabularEncoder(numbers, config(8, 16)).isSparse()).isFalse();
    }

    @Test
    void labelsBehindDenseFeaturesAreDense() {
        HistoryEncoder encoder =
                new HistoryEncoder(new TabularEncoder(List.of(numeric("a")), config(4, 4)), 1, List.of("x", "y"));
        assertThat(encoder.isSparse()).isFalse();
        HistoryEncoder ofImages = new HistoryEncoder(new ImageEncoder(new ImageConfig(1, 1, 1)), 1, List.of("x", "y"));
        assertThat(ofImages.isSparse()).isFalse();
        assertThatThrownBy(() -> ofImages.encode(List.of(), new SparseRows(3)))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}

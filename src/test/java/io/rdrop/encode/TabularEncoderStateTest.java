package io.rdrop.encode;

import static io.rdrop.encode.Examples.categorical;
import static io.rdrop.encode.Examples.categories;
import static io.rdrop.encode.Examples.config;
import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.example;
import static io.rdrop.encode.Examples.numbers;
import static io.rdrop.encode.Examples.numeric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.example.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TabularEncoderStateTest {
    private static final List<FeatureConfig> FEATURES = List.of(numeric("price"), categorical("colour"));
    /** What stands before the statistics: format, then the layout text. */
    private static final int LAYOUT_AT = 4;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 50})
    void restoredEncoderGoesOnAsIfNeverInterrupted(int before) throws IOException {
        TabularEncoder original = new TabularEncoder(FEATURES, config(20, 4));
        original.observe(random(before, 1));
        TabularEncoder restored = new TabularEncoder(FEATURES, config(20, 4));
        restored.observe(random(9, 2)); // what it held before must not matter
        restore(restored, save(original));
        for (int batch = 0; batch < 20; batch++) {
            List<Example> examples = random(8, 100 + batch);
            assertThat(encode(restored, examples)).containsExactly(encode(original, examples));
            original.observe(examples);
            restored.observe(examples);
        }
        assertThat(save(restored)).isEqualTo(save(original));
        assertThat(restored.describe()).isEqualTo(original.describe());
    }

    @Test
    void keepsUnusualTextExactly() throws IOException {
        String unpairedSurrogate = "\ud800";
        String longText = "x".repeat(70_000);
        TabularEncoder original = new TabularEncoder(List.of(categorical("c")), config(5, 1));
        original.observe(categories("", unpairedSurrogate, longText, "東京🙂"));
        TabularEncoder restored = new TabularEncoder(List.of(categorical("c")), config(5, 1));
        restore(restored, save(original));
        assertThat(restored.inputNames())
                .containsExactly("c=", "c=" + unpairedSurrogate, "c=" + longText, "c=東京🙂", "c free slot 4", "c#0");
    }

    @Test
    void clipAndStandardiseMayChangeBetweenRuns() throws IOException {
        TabularEncoder original = new TabularEncoder(List.of(numeric("price")), config(1, 1));
        original.observe(numbers(-1, 1));
        TabularEncoder narrow = new TabularEncoder(List.of(numeric("price")), new EncodingConfig(true, 2, false, 1, 1));
        restore(narrow, save(original));
        assertThat(encode(narrow, numbers(9))).containsExactly(2);
    }

    @Test
    void refusesOtherColumns() throws IOException {
        byte[] state = save(new TabularEncoder(FEATURES, config(2, 1)));
        List<TabularEncoder> others = List.of(
                new TabularEncoder(List.of(categorical("price"), numeric("colour")), config(2, 1)),
                new TabularEncoder(List.of(numeric("price"), categorical("hue")), config(2, 1)),
                new TabularEncoder(FEATURES, config(3, 1)),
                new TabularEncoder(FEATURES, config(2, 2)),
                new TabularEncoder(FEATURES, new EncodingConfig(true, 5, true, 2, 1)));
        for (TabularEncoder other : others) {
            assertThatIOException()
                    .isThrownBy(() -> restore(other, state))
                    .withMessageStartingWith("encoder state must have columns [")
                    .withMessageEndingWith("but had [numeric price, categorical colour], missing-indicator false,"
                            + " one-hot-categories 2, hash-buckets 1");
        }
    }

    @Test
    void refusesAnotherFormat() throws IOException {
        byte[] state = save(new TabularEncoder(FEATURES, config(2, 1)));
        ByteBuffer.wrap(state).putInt(0, 3);
        assertThatIOException()
                .isThrownBy(() -> restore(new TabularEncoder(FEATURES, config(2, 1)), state))
                .withMessage("encoder state must have format 1 or 2 but had 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 99})
    void refusesEveryTruncation(int examples) throws IOException {
        TabularEncoder encoder = new TabularEncoder(FEATURES, config(2, 1));
        encoder.observe(random(examples, 1));
        byte[] state = save(encoder);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatIOException()
                    .isThrownBy(() -> restore(new TabularEncoder(FEATURES, config(2, 1)), cut))
                    .withMessage("encoder state is damaged: it ends too early");
        }
    }

    /**
     * Offsets into the statistics: format, number of further first values, number of first values, the first one; of a known scale
     * count, mean, variance, mean distance, number of far values, share of outliers, anchor, values near it.
     */
    @ParameterizedTest
    @CsvSource({
        "9, 4", "9, 9", "9, 17", "9, 21", "99, 9", "99, 17", "99, 25", "99, 33", "99, 41", "99, 45", "99, 53", "99, 61"
    })
    void refusesNumbersThatCannotBe(int examples, int offset) throws IOException {
        refuses(examples, offset);
    }

    /** Number of categories, length of the first. */
    @ParameterizedTest
    @ValueSource(ints = {65, 69})
    void refusesCategoriesThatCannotBe(int offset) throws IOException {
        refuses(99, offset);
    }

    private static void refuses(int examples, int offset) throws IOException {
        TabularEncoder encoder = new TabularEncoder(FEATURES, config(2, 1));
        encoder.observe(random(examples, 1));
        byte[] state = save(encoder);
        ByteBuffer buffer = ByteBuffer.wrap(state);
        int statistics = LAYOUT_AT + 4 + 2 * buffer.getInt(LAYOUT_AT);
        buffer.putInt(statistics + offset, -1); // negative, or NaN as the head of a double
        assertThatIOException()
                .isThrownBy(() -> restore(encoder, state))
                .withMessageStartingWith("encoder state is damaged: ");
    }

    @Test
    void refusesMoreCategoriesThanSlotsOrOneTwice() throws IOException {
        TabularEncoder encoder = new TabularEncoder(List.of(categorical("c")), config(2, 1));
        encoder.observe(categories("a", "b"));
        byte[] state = save(encoder);
        int statistics = LAYOUT_AT + 4 + 2 * ByteBuffer.wrap(state).getInt(LAYOUT_AT);
        byte[] twice = state.clone();
        ByteBuffer.wrap(twice).putChar(statistics + 4 + 6 + 4, 'a');
        assertThatIOException()
                .isThrownBy(() -> restore(encoder, twice))
                .withMessage("encoder state is damaged: column c has category a twice");
        ByteBuffer.wrap(state).putInt(statistics, 3);
        assertThatIOException()
                .isThrownBy(() -> restore(encoder, state))
                .withMessage("encoder state is damaged: column c has 3 categories in 2 slots");
    }

    private static List<Example> random(int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> result = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            double number = random.nextInt(5) == 0 ? Double.NaN : random.nextDouble(-50, 90);
            String category = random.nextInt(5) == 0 ? null : "category " + random.nextInt(40);
            result.add(example(new double[] {number}, category));
        }
        return result;
    }

    private static byte[] save(TabularEncoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(TabularEncoder encoder, byte[] state) throws IOException {
        encoder.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

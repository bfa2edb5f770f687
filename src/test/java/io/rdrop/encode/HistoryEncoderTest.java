package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryEncoderTest {
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final List<String> NUMBERS = List.of();

    @Test
    void putsOneHotLabelsBehindTheFeaturesTheLatestFirst() {
        HistoryEncoder encoder = encoder(2, CLASSES);
        assertThat(encoder.width()).isEqualTo(7);
        float[] inputs = Examples.encode(encoder, List.of(example(255, 0, 2, 0), example(0, 0, 1, 1)));
        assertThat(inputs).containsExactly(1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0);
    }

    @Test
    void labelsThatAreNotThereYetAreZeros() {
        HistoryEncoder classes = encoder(2, CLASSES);
        assertThat(Examples.encode(classes, List.of(example(255, 0, 1, Double.NaN))))
                .containsExactly(1, 0, 1, 0, 0, 0, 0);
        assertThat(Examples.encode(classes, List.of(example(255, 0)))).containsExactly(1, 0, 0, 0, 0, 0, 0);
        assertThat(Examples.encode(encoder(2, NUMBERS), List.of(example(255, 0, 4, Double.NaN))))
                .containsExactly(1, 4, 0);
    }

    @Test
    void numbersAreStandardisedByTheTargetsObservedSoFar() {
        HistoryEncoder encoder = encoder(1, NUMBERS);
        encoder.observe(List.of(example(0, 10), example(0, Double.NaN), example(0, 30)));
        StandardisedTarget expected = new StandardisedTarget();
        expected.observe(10);
        expected.observe(30);
        float[] inputs = Examples.encode(encoder, List.of(example(0, 0, 20), example(0, 0, 30)));
        assertThat(inputs[1]).isZero(); // 20 is the mean
        assertThat(inputs[3]).isEqualTo((float) expected.encode(30)).isPositive();
    }

    /** The history is what was known when the example arrived; the target is the answer. */
    @Test
    void doesNotLookAtTheExamplesOwnTarget() {
        for (List<String> classes : List.of(CLASSES, NUMBERS)) {
            HistoryEncoder encoder = encoder(2, classes);
            assertThat(Examples.encode(encoder, List.of(example(9, 0, 1, 2))))
                    .isEqualTo(Examples.encode(encoder, List.of(example(9, 2, 1, 2))));
        }
    }

    @Test
    void encodingChangesNothing() {
        HistoryEncoder encoder = encoder(1, NUMBERS);
        encoder.observe(List.of(example(0, 10), example(0, 30)));
        List<Example> examples = List.of(example(1, 99, 25));
        assertThat(Examples.encode(encoder, examples)).isEqualTo(Examples.encode(encoder, examples));
    }

    @Test
    void restoresWhatItSaved() throws IOException {
        HistoryEncoder encoder = encoder(1, NUMBERS);
        encoder.observe(List.of(example(0, 10), example(0, 31)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.save(new DataOutputStream(bytes));
        HistoryEncoder restored = encoder(1, NUMBERS);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        restored.restore(in);
        assertThat(in.read()).isEqualTo(-1);
        List<Example> examples = List.of(example(1, 0, 25));
        assertThat(Examples.encode(restored, examples)).isEqualTo(Examples.encode(encoder, examples));
        assertThat(Examples.encode(restored, examples)).isNotEqualTo(Examples.encode(encoder(1, NUMBERS), examples));
    }

    @Test
    void describesItsInputs() {
        assertThat(encoder(2, CLASSES).describe())
                .containsEntry("encoder", "image")
                .containsEntry(
                        "history", Map.of("labels", 2, "first-input", 1, "inputs-per-label", 3, "classes", CLASSES));
        assertThat(String.valueOf(encoder(1, NUMBERS).describe().get("history")))
                .contains("mean=", "deviation=");
    }

    @Test
    void refusesInputsThatAreTooShort() {
        HistoryEncoder encoder = encoder(2, CLASSES);
        assertThatThrownBy(() -> encoder.encode(List.of(example(0, 0)), new float[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 * 7")
                .hasMessageContaining("held 6");
    }

    private static HistoryEncoder encoder(int labels, List<String> classes) {
        return new HistoryEncoder(new ImageEncoder(new ImageConfig(1, 1, 1)), labels, classes);
    }

    private static Example example(int pixel, double target, double... history) {
        Example example = new Example(
                new SourcePosition("t", 0, 0, 0),
                "id",
                "default",
                0,
                new ImageFeatures(new byte[] {(byte) pixel}),
                target);
        return example.withHistory(Arrays.copyOf(history, history.length));
    }
}

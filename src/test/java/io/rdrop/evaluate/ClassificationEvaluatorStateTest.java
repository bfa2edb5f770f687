package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationEvaluatorStateTest {
    @ParameterizedTest
    @CsvSource({"0, 40", "1, 40", "25, 40", "40, 40", "41, 40", "999, 40", "3000, 2500"})
    void restoredEvaluatorGoesOnAsIfNeverInterrupted(int before, int window) throws IOException {
        ClassificationEvaluator original = new ClassificationEvaluator(4, window);
        feed(original, before, 1);
        ClassificationEvaluator restored = new ClassificationEvaluator(4, window);
        feed(restored, 77, 5); // what it held before must not matter
        restore(restored, save(original));
        restoreClasses(restored, original);
        for (int i = 0; i < 200; i++) {
            assertThat(restored.cumulative()).isEqualTo(original.cumulative());
            assertThat(restored.window()).isEqualTo(original.window());
            feed(original, 1, 100 + i);
            feed(restored, 1, 100 + i);
        }
        assertThat(save(restored)).isEqualTo(save(original));
    }

    @Test
    void smallerWindowKeepsTheNewestExamples() throws IOException {
        ClassificationEvaluator large = new ClassificationEvaluator(4, 100);
        ClassificationEvaluator small = new ClassificationEvaluator(4, 10);
        feed(large, 150, 1);
        feed(small, 150, 1);
        ClassificationEvaluator restored = new ClassificationEvaluator(4, 10);
        restore(restored, save(large));
        restoreClasses(restored, large);
        assertThat(restored.window()).isEqualTo(small.window());
        assertThat(restored.cumulative()).isEqualTo(large.cumulative());
    }

    @Test
    void largerWindowFillsUpFromTheSavedOne() throws IOException {
        ClassificationEvaluator small = new ClassificationEvaluator(4, 10);
        feed(small, 150, 1);
        ClassificationEvaluator restored = new ClassificationEvaluator(4, 100);
        restore(restored, save(small));
        assertThat(restored.window()).isEqualTo(small.window());
        feed(restored, 1, 2);
        assertThat(restored.window().examples()).isEqualTo(11);
    }

    @Test
    void refusesAnotherFormatOrNumberOfClasses() throws IOException {
        byte[] state = save(new ClassificationEvaluator(4, 10));
        assertThatIOException()
                .isThrownBy(() -> restore(new ClassificationEvaluator(3, 10), state))
                .withMessage("scores state must have 3 classes but had 4");
        ByteBuffer.wrap(state).putInt(0, 99);
        assertThatIOException()
                .isThrownBy(() -> restore(new ClassificationEvaluator(4, 10), state))
                .withMessage("scores state must have format 2 but had 99");
    }

    @Test
    void refusesEveryTruncationAndKeepsItsScores() throws IOException {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 3);
        feed(evaluator, 5, 1);
        byte[] state = save(evaluator);
        ClassificationEvaluator other = new ClassificationEvaluator(2, 3);
        feed(other, 4, 2);
        Scores kept = other.cumulative();
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatIOException()
                    .isThrownBy(() -> restore(other, cut))
                    .withMessage("scores state is damaged: it ends too early");
        }
        assertThat(other.cumulative()).isEqualTo(kept);
    }

    /**
     * Layout: format, classes, previous, 3 hit counts, (label, prediction) counts, 15 bins, sum, excess, size,
     * outcomes.
     */
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 20, 28, 36, 44, 68, 124, 180, 188, 196, 204, 208, 212, 216, 220})
    void refusesNumbersThatCannotBe(int offset) throws IOException {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 3);
        feed(evaluator, 5, 1);
        byte[] state = save(evaluator);
        ByteBuffer.wrap(state).putInt(offset, -1); // negative, or NaN as the head of a double
        assertThatIOException()
                .isThrownBy(() -> restore(new ClassificationEvaluator(2, 3), state))
                .withMessageStartingWith("scores state is damaged: ");
    }

    @Test
    void refusesAMissingPreviousLabel() throws IOException {
        byte[] state = save(new ClassificationEvaluator(2, 3));
        ByteBuffer.wrap(state).putInt(8, 0);
        assertThatIOException()
                .isThrownBy(() -> restore(new ClassificationEvaluator(2, 3), state))
                .withMessage("scores state is damaged: previous label 0 after 0 examples");
    }

    /** Random examples of two classes, the others staying improbable. */
    private static void feed(ClassificationEvaluator evaluator, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < examples; i++) {
            float p = (float) random.nextDouble(0.1, 0.9);
            evaluator.add(random.nextInt(2), new float[] {p, 1 - p, 0, 0}, 0);
        }
    }

    private static byte[] save(ClassificationEvaluator evaluator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        evaluator.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** Stored before there were scores by class. */
    @Test
    void aStateWithoutScoresByClassGoesOnWithAllOthers() throws IOException {
        ClassificationEvaluator original = new ClassificationEvaluator(4, 10);
        feed(original, 100, 1);
        ClassificationEvaluator restored = new ClassificationEvaluator(4, 10);
        restore(restored, save(original));
        feed(restored, 1, 2);

        assertThat(restored.cumulative().examples()).isEqualTo(101);
        assertThat(restored.cumulative().get(Score.CONSTANT_ACCURACY)).isBetween(0.3, 0.7);
        assertThat(Objects.requireNonNull(restored.cumulative().classes()).examples())
                .isOne();
        assertThat(Objects.requireNonNull(restored.window().classes()).examples())
                .isEqualTo(10);
    }

    private static void restoreClasses(ClassificationEvaluator evaluator, ClassificationEvaluator from)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        from.classes().save(new DataOutputStream(bytes));
        evaluator.classes().restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static void restore(ClassificationEvaluator evaluator, byte[] state) throws IOException {
        evaluator.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

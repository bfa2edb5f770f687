package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.rdrop.example.Scores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionEvaluatorStateTest {
    @ParameterizedTest
    @CsvSource({"0, 40", "1, 40", "2, 40", "25, 40", "41, 40", "42, 40", "999, 40", "3000, 2500"})
    void restoredEvaluatorGoesOnAsIfNeverInterrupted(int before, int window) throws IOException {
        RegressionEvaluator original = new RegressionEvaluator(window);
        feed(original, before, 1);
        RegressionEvaluator restored = new RegressionEvaluator(window);
        feed(restored, 77, 5); // what it held before must not matter
        restore(restored, save(original));
        for (int i = 0; i < 200; i++) {
            assertThat(restored.cumulative()).isEqualTo(original.cumulative());
            assertThat(restored.window()).isEqualTo(original.window());
            feed(original, 1, 100 + i);
            feed(restored, 1, 100 + i);
        }
        assertThat(save(restored)).isEqualTo(save(original));
    }

    @Test
    void theLargestErrorIsPartOfTheState() throws IOException {
        RegressionEvaluator original = new RegressionEvaluator(1);
        original.add(0, new float[] {0}, 0);
        original.add(0, new float[] {50}, 0);
        RegressionEvaluator restored = new RegressionEvaluator(1);
        restore(restored, save(original));
        restored.add(0, new float[] {Float.NaN}, 0);
        assertThat(restored.window().get(io.rdrop.example.Score.MAE)).isEqualTo(50);
    }

    @Test
    void smallerWindowKeepsTheNewestExamples() throws IOException {
        RegressionEvaluator large = new RegressionEvaluator(100);
        RegressionEvaluator small = new RegressionEvaluator(10);
        feed(large, 150, 1);
        feed(small, 150, 1);
        RegressionEvaluator restored = new RegressionEvaluator(10);
        restore(restored, save(large));
        assertThat(restored.window()).isEqualTo(small.window());
        assertThat(restored.cumulative()).isEqualTo(large.cumulative());
    }

    @Test
    void largerWindowFillsUpFromTheSavedOne() throws IOException {
        RegressionEvaluator small = new RegressionEvaluator(10);
        feed(small, 150, 1);
        RegressionEvaluator restored = new RegressionEvaluator(100);
        restore(restored, save(small));
        assertThat(restored.window()).isEqualTo(small.window());
        feed(restored, 1, 2);
        assertThat(restored.window().examples()).isEqualTo(11);
    }

    @Test
    void refusesTheScoresOfAnotherTask() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ClassificationEvaluator(2, 10).save(new DataOutputStream(bytes));
        assertThatIOException()
                .isThrownBy(() -> restore(new RegressionEvaluator(10), bytes.toByteArray()))
                .withMessage("scores state must have format 1 but had 2");
    }

    @Test
    void refusesEveryTruncationAndKeepsItsScores() throws IOException {
        RegressionEvaluator evaluator = new RegressionEvaluator(3);
        feed(evaluator, 5, 1);
        byte[] state = save(evaluator);
        RegressionEvaluator other = new RegressionEvaluator(3);
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
     * Layout: format, targets (count, mean, squares), previous, largest error, scored targets, 3 times (absolute sum,
     * excess, squared sum, excess), size, (target, 3 errors).
     */
    @ParameterizedTest
    @ValueSource(
            ints = {
                4, 12, 20, 28, 36, 44, 52, 60, 68, 76, 84, 92, 100, 108, 116, 124, 132, 140, 148, 156, 164, 168, 176,
                184, 192
            })
    void refusesNumbersThatCannotBe(int offset) throws IOException {
        RegressionEvaluator evaluator = new RegressionEvaluator(3);
        feed(evaluator, 5, 1);
        byte[] state = save(evaluator);
        ByteBuffer.wrap(state).putInt(offset, -1); // negative, or NaN as the head of a double
        assertThatIOException()
                .isThrownBy(() -> restore(new RegressionEvaluator(3), state))
                .withMessageStartingWith("scores state is damaged: ");
    }

    @Test
    void refusesCountsThatDoNotAddUp() throws IOException {
        RegressionEvaluator evaluator = new RegressionEvaluator(3);
        feed(evaluator, 5, 1);
        byte[] state = save(evaluator);
        ByteBuffer.wrap(state).putLong(4, 9);
        assertThatIOException()
                .isThrownBy(() -> restore(new RegressionEvaluator(3), state))
                .withMessage("scores state is damaged: 4 examples scored of 9 targets");
    }

    private static void feed(RegressionEvaluator evaluator, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < examples; i++) {
            evaluator.add(random.nextDouble(-9, 9), new float[] {(float) random.nextDouble(-9, 9)}, 0);
        }
    }

    private static byte[] save(RegressionEvaluator evaluator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        evaluator.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(RegressionEvaluator evaluator, byte[] state) throws IOException {
        evaluator.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

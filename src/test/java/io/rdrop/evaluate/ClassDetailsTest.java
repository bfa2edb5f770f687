package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.ClassTable;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassDetailsTest {
    /** 1,000 payments, 4 of them fraud: 1 found, 1 false alarm. */
    @Test
    void aRareClassHasItsOwnScores() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(List.of("sound", "fraud"), 100);
        for (int i = 0; i < 1_000; i++) {
            boolean fraud = i % 250 == 249;
            float p = i == 249 || i == 0 ? 0.9f : fraud ? 0.3f : 0.1f;
            evaluator.add(fraud ? 1 : 0, new float[] {1 - p, p}, 0);
        }
        Scores scores = evaluator.cumulative();
        ClassTable table = Objects.requireNonNull(scores.classes());
        ClassTable.Row fraud = table.rows().get(1);

        assertThat(scores.get(Score.ACCURACY)).isEqualTo(0.996);
        assertThat(scores.get(Score.CONSTANT_ACCURACY)).isEqualTo(0.996);
        assertThat(scores.get(Score.BALANCED_ACCURACY)).isCloseTo((995 / 996.0 + 0.25) / 2, within(1e-12));
        assertThat(table.examples()).isEqualTo(1_000);
        assertThat(table.confusion()).containsExactly(List.of(995L, 1L), List.of(3L, 1L));
        assertThat(fraud.name()).isEqualTo("fraud");
        assertThat(fraud.labelled()).isEqualTo(4);
        assertThat(fraud.predicted()).isEqualTo(2);
        assertThat(fraud.recall()).isEqualTo(0.25);
        assertThat(fraud.precision()).isEqualTo(0.5);
        // of 4 x 996 pairs, 3 have the false alarm above, and one ties with it
        assertThat(fraud.auc()).isCloseTo(1 - 3.5 / (4 * 996), within(1e-12));
        assertThat(scores.get(Score.AUC)).isCloseTo(1 - 3.5 / (4 * 996), within(1e-12));
        assertThat(table.rare()).containsExactly(fraud);
    }

    @Test
    void theWindowHasItsOwnCountsAndNoArea() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 3);
        for (int label : new int[] {1, 1, 1, 0, 0, 1}) {
            evaluator.add(label, new float[] {0.4f, 0.6f}, 0);
        }
        Scores window = evaluator.window();
        assertThat(Objects.requireNonNull(window.classes()).confusion())
                .containsExactly(List.of(0L, 2L), List.of(0L, 1L));
        assertThat(window.get(Score.BALANCED_ACCURACY)).isEqualTo(0.5);
        assertThat(window.values()).doesNotContainKey(Score.AUC);
    }

    @Test
    void anEvenClassIsNotRareNorIsOneThatNeverOccurred() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(3, 10);
        for (int i = 0; i < 100; i++) {
            evaluator.add(i % 2, new float[] {0.4f, 0.6f, 0}, 0);
        }
        ClassTable table = Objects.requireNonNull(evaluator.cumulative().classes());
        assertThat(table.rare()).isEmpty();
        assertThat(table.rows().get(2).recall()).isNaN();
        assertThat(table.rows().get(2).precision()).isNaN();
        assertThat(evaluator.cumulative().get(Score.BALANCED_ACCURACY)).isEqualTo(0.5);
    }

    @Test
    void ofManyClassesTheRarestThatOccurredAreShown() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(1_000, 10);
        float[] p = new float[1_000];
        p[7] = 1;
        for (int c = 0; c < 40; c++) {
            for (int i = 0; i <= 40 - c; i++) {
                evaluator.add(c, p, 0);
            }
        }
        Scores scores = evaluator.cumulative();
        ClassTable table = Objects.requireNonNull(scores.classes());

        assertThat(table.classes()).isEqualTo(1_000);
        assertThat(table.rows())
                .extracting(ClassTable.Row::name)
                .containsExactlyElementsOf(
                        IntStream.range(20, 40).mapToObj(Integer::toString).toList());
        assertThat(table.confusion()).isEmpty();
        assertThat(scores.values()).doesNotContainKey(Score.AUC);
        assertThat(scores.get(Score.BALANCED_ACCURACY)).isEqualTo(1 / 40.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20, 21})
    void aRestoredStateGoesOnAsIfNeverInterrupted(int classes) throws IOException {
        ClassificationEvaluator original = new ClassificationEvaluator(classes, 10);
        feed(original, classes, 500, 1);
        byte[] state = save(original.classes());
        ClassificationEvaluator restored = new ClassificationEvaluator(classes, 10);
        feed(restored, classes, 77, 5);
        restore(restored.classes(), state);
        feed(original, classes, 200, 9);
        feed(restored, classes, 200, 9);

        assertThat(save(restored.classes())).isEqualTo(save(original.classes()));
        assertThat(restored.cumulative().classes())
                .isEqualTo(original.cumulative().classes());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 21})
    void refusesEveryTruncationAndNegativeCountAndKeepsItsScores(int classes) throws IOException {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(classes, 10);
        feed(evaluator, classes, 50, 1);
        byte[] state = save(evaluator.classes());
        byte[] kept = save(evaluator.classes());
        for (int at = 0; at < state.length; at += 8) {
            byte[] cut = Arrays.copyOf(state, at);
            assertThatIOException()
                    .isThrownBy(() -> restore(evaluator.classes(), cut))
                    .withMessage("class scores state is damaged: it ends too early");
            byte[] damaged = state.clone();
            ByteBuffer.wrap(damaged).putInt(at, -1);
            assertThatIOException().isThrownBy(() -> restore(evaluator.classes(), damaged));
        }
        assertThat(save(evaluator.classes())).isEqualTo(kept);
    }

    @Test
    void refusesAnotherNumberOfClasses() throws IOException {
        byte[] state = save(new ClassificationEvaluator(4, 10).classes());
        assertThatIOException()
                .isThrownBy(() -> restore(new ClassificationEvaluator(3, 10).classes(), state))
                .withMessage("class scores state must have format 1 and 3 classes but had 1 and 4");
    }

    private static void feed(ClassificationEvaluator evaluator, int classes, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < examples; i++) {
            float[] p = new float[classes];
            p[random.nextInt(classes)] = (float) random.nextDouble();
            evaluator.add(random.nextInt(classes), p, 0);
        }
    }

    private static byte[] save(ClassDetails details) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        details.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(ClassDetails details, byte[] state) throws IOException {
        details.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

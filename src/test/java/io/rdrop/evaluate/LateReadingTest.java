package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores are computed when they are read: they must be those of when they were asked for. */
class LateReadingTest {
    private static final int EXAMPLES = 3_000;

    static List<List<PrequentialEvaluator>> pairs() {
        List<List<PrequentialEvaluator>> pairs = new ArrayList<>();
        for (int window : new int[] {1, 2, 7, 1_000, 5_000}) {
            pairs.add(List.of(new ClassificationEvaluator(3, window), new ClassificationEvaluator(3, window)));
            pairs.add(List.of(new ClassificationEvaluator(30, window), new ClassificationEvaluator(30, window)));
            pairs.add(List.of(new RegressionEvaluator(window), new RegressionEvaluator(window)));
        }
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void scoresReadAfterOthersHaveComeAreTheSame(List<PrequentialEvaluator> pair) {
        SplittableRandom random = new SplittableRandom(1);
        List<String> early = new ArrayList<>();
        List<Scores> late = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            int target = random.nextInt(3);
            float[] outputs = new float[30];
            outputs[random.nextInt(3)] = random.nextInt(1, 100) / 100f;
            pair.forEach(evaluator -> evaluator.add(target, outputs, 0));
            if (i % 97 == 0 || i > EXAMPLES - 5) {
                early.add(pair.get(0).cumulative() + " " + pair.get(0).window());
                late.add(pair.get(1).cumulative());
                late.add(pair.get(1).window());
            }
        }
        List<String> read = new ArrayList<>();
        for (int i = 0; i < late.size(); i += 2) {
            read.add(late.get(i) + " " + late.get(i + 1));
        }
        assertThat(read).isEqualTo(early);
    }
}

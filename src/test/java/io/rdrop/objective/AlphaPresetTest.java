package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each code base's loss, written out from its own sums, against this project's with the converted alpha. */
class AlphaPresetTest {
    private static final int CLASSES = 5;
    private static final double THEIRS = 0.7;

    @ParameterizedTest
    @EnumSource(AlphaPreset.class)
    void givesTheLossOfThatCodeBaseUpToItsScale(AlphaPreset preset) {
        for (int rows : new int[] {1, 8, 32}) {
            Random random = new Random(rows);
            double[] logits = random.doubles(2L * rows * CLASSES, -3, 3).toArray();
            int[] labels = random.ints(rows, 0, CLASSES).toArray();
            double ours = new RDropObjective(2, Reduction.MEAN_VALID, 0)
                    .evaluate(logits, rows, CLASSES, labels, null, preset.alpha(THEIRS, rows), null)
                    .loss();
            assertThat(theirs(preset, logits, labels))
                    .as("%d rows", rows)
                    .isCloseTo(preset.lossScale() * ours, within(1e-10));
        }
    }

    private static double theirs(AlphaPreset preset, double[] logits, int[] labels) {
        int rows = labels.length;
        double crossEntropies = 0; // summed over the 2 * rows rows
        double divergences = 0; // both directions, summed over rows
        for (int row = 0; row < rows; row++) {
            double[] p = logProbabilities(logits, row);
            double[] q = logProbabilities(logits, rows + row);
            crossEntropies -= p[labels[row]] + q[labels[row]];
            for (int c = 0; c < CLASSES; c++) {
                divergences += Math.exp(p[c]) * (p[c] - q[c]) + Math.exp(q[c]) * (q[c] - p[c]);
            }
        }
        double meanOfDoubled = crossEntropies / (2 * rows);
        double sumOfMeans = crossEntropies / rows;
        return switch (preset) {
            case NONE -> sumOfMeans + THEIRS * divergences / 2 / rows;
            case FAIRSEQ -> (crossEntropies + THEIRS * divergences / 2) / rows;
            case BOJONE -> meanOfDoubled + divergences / rows / 4 * THEIRS;
            case MINDSPORE -> meanOfDoubled + divergences / 4 * THEIRS;
            case HUGGINGFACE_BERT -> sumOfMeans + THEIRS * divergences / 2;
            case DROPREG_README, PADDLENLP -> 0.5 * sumOfMeans + THEIRS * divergences / 2;
            case VIT -> sumOfMeans + THEIRS * divergences;
        };
    }

    private static double[] logProbabilities(double[] logits, int row) {
        double[] values = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            values[c] = logits[row * CLASSES + c];
            sum += Math.exp(values[c]);
        }
        for (int c = 0; c < CLASSES; c++) {
            values[c] -= Math.log(sum);
        }
        return values;
    }
}

package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses of sequences: every position is a row, and those beyond a sequence's end are masked. */
class PerTokenLossTest {
    private static final int SEQUENCES = 3;
    private static final int TIME = 4;
    private static final int ROWS = SEQUENCES * TIME;
    private static final int CLASSES = 5;
    private static final int PASSES = 2;
    private static final double ALPHA = 1.5;
    private static final float H = 1f / 64;
    private static final boolean[] MASK = mask(4, 2, 1);

    private static boolean[] mask(int... lengths) {
        boolean[] mask = new boolean[ROWS];
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            Arrays.fill(mask, sequence * TIME, sequence * TIME + lengths[sequence], true);
        }
        return mask;
    }

    static Stream<Arguments> losses() {
        return Stream.of(Reduction.values())
                .flatMap(reduction -> Stream.of(
                        Arguments.of(new RDropObjective(PASSES, reduction, 0.1), CLASSES),
                        Arguments.of(new SquaredErrorObjective(PASSES, reduction), 1)));
    }

    private static double[] targets(int columns) {
        Random random = new Random(2);
        double[] targets = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            targets[row] = columns == 1 ? random.nextGaussian() : random.nextInt(columns);
        }
        targets[1] = Double.NaN;
        targets[7] = -99; // beyond the end: nobody reads it
        return targets;
    }

    private static float[] outputs(int columns) {
        Random random = new Random(1);
        float[] outputs = new float[PASSES * ROWS * columns];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) random.nextGaussian();
        }
        return outputs;
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientIsTheSlopeOfTheLossAndZeroBeyondTheEnd(Objective loss, int columns) {
        float[] outputs = outputs(columns);
        float[] gradient = new float[outputs.length];
        loss.evaluate(outputs, ROWS, columns, targets(columns), MASK, ALPHA, gradient);
        for (int i = 0; i < outputs.length; i++) {
            float kept = outputs[i];
            outputs[i] = kept + H;
            double above = loss.evaluate(outputs, ROWS, columns, targets(columns), MASK, ALPHA, null)
                    .loss();
            outputs[i] = kept - H;
            double below = loss.evaluate(outputs, ROWS, columns, targets(columns), MASK, ALPHA, null)
                    .loss();
            outputs[i] = kept;
            if (MASK[i / columns % ROWS]) {
                assertThat((double) gradient[i]).as("output %d", i).isCloseTo((above - below) / (2 * H), within(1e-3));
            } else {
                assertThat(gradient[i]).as("output %d", i).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void longerPaddingChangesNoSumAndNoMeanOfWhatIsValid(Reduction reduction) {
        Objective loss = new RDropObjective(1, reduction, 0);
        float[] logits = Arrays.copyOf(outputs(CLASSES), ROWS * CLASSES);
        LossTerms terms = loss.evaluate(logits, ROWS, CLASSES, targets(CLASSES), MASK, 0, null);
        int longer = 2 * ROWS;
        LossTerms padded = loss.evaluate(
                Arrays.copyOf(logits, longer * CLASSES),
                longer,
                CLASSES,
                Arrays.copyOf(targets(CLASSES), longer),
                Arrays.copyOf(MASK, longer),
                0,
                null);
        double factor = reduction == Reduction.BATCH_MEAN ? 0.5 : 1;
        assertThat(padded.loss()).isCloseTo(factor * terms.loss(), within(1e-12));
    }
}

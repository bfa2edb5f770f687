package io.rdrop.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutCounterTest {
    private static final int ROWS = 200;
    private static final int UNITS = 100;
    private static final double RETAIN = 0.7;

    private final float[] mask = mask(1, 5, 0);

    @Test
    void keepsTheRightShareInEachPassAndScalesIt() {
        for (int pass = 0; pass < 2; pass++) {
            assertThat(keptShare(pass(mask, pass))).isCloseTo(RETAIN, within(0.015));
        }
        for (float value : mask) {
            assertThat(value == 0 || value == (float) (1 / RETAIN)).isTrue();
        }
    }

    @Test
    void keepsTheRightShareOfEachUnitAndEachRow() {
        for (int unit = 0; unit < UNITS; unit++) {
            double kept = 0;
            for (int row = 0; row < ROWS; row++) {
                kept += mask[row * UNITS + unit] > 0 ? 1.0 / ROWS : 0;
            }
            assertThat(kept).as("unit %d", unit).isCloseTo(RETAIN, within(0.15));
        }
        for (int row = 0; row < ROWS; row++) {
            assertThat(keptShare(Arrays.copyOfRange(mask, row * UNITS, (row + 1) * UNITS)))
                    .as("row %d", row)
                    .isCloseTo(RETAIN, within(0.25));
        }
    }

    @Test
    void isTheSameForTheSameSeedStepAndLayer() {
        assertThat(mask(1, 5, 0)).isEqualTo(mask);
    }

    @Test
    void isIndependentBetweenPassesSeedsStepsAndLayers() {
        double expected = RETAIN * RETAIN + (1 - RETAIN) * (1 - RETAIN);
        assertThat(agreement(pass(mask, 0), pass(mask, 1))).isCloseTo(expected, within(0.02));
        assertThat(agreement(mask, mask(2, 5, 0))).isCloseTo(expected, within(0.015));
        assertThat(agreement(mask, mask(1, 6, 0))).isCloseTo(expected, within(0.015));
        assertThat(agreement(mask, mask(1, 5, 1))).isCloseTo(expected, within(0.015));
        float[] shifted = Arrays.copyOfRange(mask, UNITS, mask.length);
        assertThat(agreement(Arrays.copyOf(mask, shifted.length), shifted)).isCloseTo(expected, within(0.015));
    }

    @Test
    void givesARowItsMaskWhateverStandsBesideIt() {
        DropoutCounter counter = new DropoutCounter(1, 2);
        counter.step(5);
        float[] few = new float[2 * 3 * UNITS];
        counter.fill(0, RETAIN, 2 * 3, UNITS, few);
        for (int pass = 0; pass < 2; pass++) {
            assertThat(Arrays.copyOfRange(few, pass * 3 * UNITS, (pass + 1) * 3 * UNITS))
                    .isEqualTo(Arrays.copyOf(pass(mask, pass), 3 * UNITS));
        }
    }

    @Test
    void keepsEverythingAtProbabilityOne() {
        float[] all = new float[4 * UNITS];
        new DropoutCounter(1, 2).fill(0, 1, 4, UNITS, all);
        assertThat(all).containsOnly(1f);
    }

    @Test
    void refusesZeroPasses() {
        assertThatThrownBy(() -> new DropoutCounter(1, 0)).hasMessageContaining("0");
    }

    private static float[] mask(long seed, long step, int layer) {
        DropoutCounter counter = new DropoutCounter(seed, 2);
        counter.step(step);
        float[] mask = new float[ROWS * UNITS];
        counter.fill(layer, RETAIN, ROWS, UNITS, mask);
        return mask;
    }

    private static float[] pass(float[] mask, int pass) {
        return Arrays.copyOfRange(mask, pass * mask.length / 2, (pass + 1) * mask.length / 2);
    }

    private static double keptShare(float[] values) {
        int kept = 0;
        for (float value : values) {
            kept += value > 0 ? 1 : 0;
        }
        return (double) kept / values.length;
    }

    private static double agreement(float[] one, float[] two) {
        int same = 0;
        for (int i = 0; i < one.length; i++) {
            same += one[i] == two[i] ? 1 : 0;
        }
        return (double) same / one.length;
    }
}

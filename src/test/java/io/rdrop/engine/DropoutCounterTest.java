package io.rdrop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.DropoutSampling;
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

    /**
     * Two units come from one hash, neighbours from neighbouring counters: of each such pair all four outcomes have
     * their share.
     */
    @Test
    void isIndependentBetweenNeighbours() {
        float[] large = new float[2 * 1000 * UNITS];
        DropoutCounter counter = new DropoutCounter(3, 2);
        counter.step(9);
        counter.fill(0, RETAIN, 2 * 1000, UNITS, large);
        for (int distance : new int[] {1, 2, 3, 4, UNITS, UNITS + 1, 2 * UNITS, 1000 * UNITS}) {
            int[] pairs = new int[4];
            int count = large.length - distance;
            for (int i = 0; i < count; i++) {
                pairs[(large[i] > 0 ? 2 : 0) + (large[i + distance] > 0 ? 1 : 0)]++;
            }
            double[] expected = {0.09, 0.21, 0.21, 0.49};
            double chiSquare = 0;
            for (int k = 0; k < pairs.length; k++) {
                chiSquare += Math.pow(pairs[k] - expected[k] * count, 2) / (expected[k] * count);
            }
            // Pairs overlap, so that this is no exact chi-square; of independent units it is below 20 nearly always.
            assertThat(chiSquare).as("distance %d", distance).isLessThan(20);
        }
    }

    /** A unit's masks in consecutive steps, which is what one weight sees of them. */
    @Test
    void keepsEachUnitInTheRightShareOfSteps() {
        int steps = 4000;
        int[] kept = new int[UNITS];
        int[] stayed = new int[UNITS];
        float[] before = new float[UNITS];
        float[] now = new float[UNITS];
        DropoutCounter counter = new DropoutCounter(1, 1);
        for (int step = 0; step < steps; step++) {
            counter.step(step);
            counter.fill(2, RETAIN, 1, UNITS, now);
            for (int unit = 0; unit < UNITS; unit++) {
                kept[unit] += now[unit] > 0 ? 1 : 0;
                stayed[unit] += now[unit] == before[unit] ? 1 : 0;
            }
            System.arraycopy(now, 0, before, 0, UNITS);
        }
        double same = RETAIN * RETAIN + (1 - RETAIN) * (1 - RETAIN);
        for (int unit = 0; unit < UNITS; unit++) {
            assertThat((double) kept[unit] / steps).as("unit %d", unit).isCloseTo(RETAIN, within(0.03));
            assertThat((double) stayed[unit] / steps).as("unit %d", unit).isCloseTo(same, within(0.035));
        }
    }

    @Test
    void hasTheSameMaskInAllRowsOfAPassIfSampledPerBatch() {
        DropoutCounter counter = new DropoutCounter(1, 2, new double[0], DropoutSampling.PER_BATCH);
        counter.step(5);
        float[] shared = new float[2 * 3 * UNITS];
        counter.fill(0, RETAIN, 2 * 3, UNITS, shared);
        for (int pass = 0; pass < 2; pass++) {
            for (int row = 0; row < 3; row++) {
                int from = (pass * 3 + row) * UNITS;
                assertThat(Arrays.copyOfRange(shared, from, from + UNITS))
                        .isEqualTo(Arrays.copyOf(pass(mask, pass), UNITS));
            }
        }
        assertThat(Arrays.copyOf(shared, UNITS)).isNotEqualTo(Arrays.copyOfRange(shared, 3 * UNITS, 4 * UNITS));
    }

    /** Masks are part of what a restored job goes on with: whoever changes them must know. */
    @Test
    void drawsTheMasksItAlwaysDrew() {
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            drawn.append(mask[i] > 0 ? '1' : '0');
        }
        assertThat(drawn).hasToString("11111110010101111010111101100011");
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

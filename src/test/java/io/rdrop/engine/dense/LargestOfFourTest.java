package io.rdrop.engine.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link Loops#largest} against comparisons. */
class LargestOfFourTest {
    private static final int STRIDE = 30;
    private static final int[] PLACES = {0, 1, STRIDE, STRIDE + 1};
    private static final int COUNT = 1000;

    @Test
    void isTheFirstThatNoneExceeds() {
        float[] values = {
            0,
            -0f,
            1,
            -1,
            Float.MIN_VALUE,
            2 * Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MIN_NORMAL,
            1e-30f,
            1e30f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Math.nextUp(1f),
            Math.nextDown(1f)
        };
        Random random = new Random(1);
        float[][] of = new float[4][COUNT];
        for (float[] each : of) {
            for (int i = 0; i < COUNT; i++) {
                each[i] = values[random.nextInt(values.length)];
            }
        }
        float[] largest = new float[COUNT + 3];
        float[] ahead = new float[COUNT + 3];
        float[][] copies = {of[0].clone(), of[1].clone(), of[2].clone(), of[3].clone()};
        Loops.largest(copies, STRIDE, largest, ahead, 3, COUNT);
        for (int i = 0; i < COUNT; i++) {
            int best = 0;
            for (int which = 1; which < 4; which++) {
                best = of[which][i] > of[best][i] ? which : best;
            }
            assertThat(ahead[3 + i]).isEqualTo(PLACES[best]);
            assertThat(largest[3 + i]).as("largest").isEqualTo(of[best][i] + 0f);
        }
    }

    /** A network whose sums are not numbers any more is to say so, and not to read from elsewhere. */
    @Test
    void whatIsNoNumberStaysNone() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (int which = 0; which < 4; which++) {
                float[][] of = {{1}, {2}, {3}, {4}};
                of[which][0] = odd;
                float[] largest = new float[1];
                float[] ahead = new float[1];
                Loops.largest(of, STRIDE, largest, ahead, 0, 1);
                assertThat(Float.compare(largest[0], odd)).isZero();
                assertThat((int) ahead[0]).isIn(0, 1, STRIDE, STRIDE + 1);
            }
        }
    }
}

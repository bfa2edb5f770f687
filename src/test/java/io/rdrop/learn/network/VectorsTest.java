package io.rdrop.learn.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorsTest {
    /** Of these widths and numbers of rows, some leave a rest behind the loops over several. */
    @ParameterizedTest
    @CsvSource({"1, 0", "7, 1", "8, 4", "13, 6", "64, 7"})
    void rowsTogetherAreWhatTheyAreOneByOne(int width, int many) {
        Random random = new Random(5);
        float[][] rows = new float[9][width];
        float[] values = random(new float[width], random);
        for (float[] row : rows) {
            random(row, random);
        }
        int[] which = {8, 0, 3, 3, 7, 1, 2, 5};
        float[] factors = random(new float[which.length], random);
        float[] into = random(new float[width], random);
        float[] expected = into.clone();
        float[] dots = new float[which.length];
        Vectors.add(factors, rows, which, many, into, width);
        Vectors.dots(rows, which, many, values, dots, width);
        for (int n = 0; n < many; n++) {
            double dot = 0;
            for (int i = 0; i < width; i++) {
                expected[i] += factors[n] * rows[which[n]][i];
                dot += rows[which[n]][i] * values[i];
            }
            assertThat(dots[n]).isCloseTo((float) dot, offset(1e-4f));
        }
        assertThat(into).containsExactly(expected, offset(1e-4f));
        assertThat(dots[many]).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "7, 1", "8, 4", "13, 6", "64, 7"})
    void rowsThatAreMovedTogetherAreWhereTheyWouldBeOneByOne(int width, int many) {
        Random random = new Random(6);
        float[][] rows = new float[9][width];
        for (float[] row : rows) {
            random(row, random);
        }
        float[][] byTwo = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        float[][] expected = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        float[] values = random(new float[width], random);
        float[] others = random(new float[width], random);
        int[] which = {8, 0, 3, 4, 7, 1, 2, 5};
        float[] factors = random(new float[which.length], random);
        float[] otherFactors = random(new float[which.length], random);
        Vectors.move(rows, which, many, factors, values, width);
        for (int n = 0; n < many; n++) {
            Vectors.add(factors[n], values, expected[which[n]], width);
        }
        assertThat(rows).isDeepEqualTo(expected);
        Vectors.move(byTwo, which, many, factors, values, otherFactors, others, width);
        for (int n = 0; n < many; n++) {
            Vectors.add(otherFactors[n], others, expected[which[n]], width);
            assertThat(byTwo[which[n]]).containsExactly(expected[which[n]], offset(1e-5f));
        }
    }

    private static float[] random(float[] values, Random random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}

package io.rdrop.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorsTest {
    /** The window is exact: buckets say what the values themselves say. */
    @Test
    void sumsAndVariancesOfBucketsAreThoseOfTheirValues() {
        ExponentialHistogram window = new ExponentialHistogram();
        double[] values = new double[1_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = CounterRandom.uniform(9, i, 0) * 3 - 1;
            window.add(values[i]);
        }
        assertThat(window.variance()).isCloseTo(variance(values, 0), offset(1e-12));
        int dropped = 0;
        while (window.width() > 200) {
            double before = window.width();
            window.dropOldest();
            dropped += (int) (before - window.width());
        }
        assertThat(window.width()).isEqualTo(values.length - dropped);
        assertThat(window.sum())
                .isCloseTo(Arrays.stream(values, dropped, values.length).sum(), offset(1e-9));
        assertThat(window.variance()).isCloseTo(variance(values, dropped), offset(1e-9));
    }

    private static double variance(double[] values, int from) {
        double mean = Arrays.stream(values, from, values.length).average().orElseThrow();
        return Arrays.stream(values, from, values.length)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    @Test
    void adwinForgetsWhatWasBetterAndSignalsOnlyWhatIsWorse() {
        Adwin adwin = new Adwin(0.002);
        for (int i = 0; i < 2_000; i++) {
            assertThat(adwin.update(CounterRandom.uniform(4, i, 0) < 0.4 ? 1 : 0))
                    .isEqualTo(Signal.NONE);
        }
        for (int i = 2_000; i < 4_000; i++) {
            assertThat(adwin.update(CounterRandom.uniform(4, i, 0) < 0.1 ? 1 : 0))
                    .isEqualTo(Signal.NONE);
        }
        assertThat(adwin.width()).isLessThan(2_100); // the better half is all that it knows of
        assertThat(adwin.estimate()).isCloseTo(0.1, offset(0.02));
    }

    @Test
    void ddmWarnsBeforeItSignals() {
        Ddm ddm = new Ddm(2, 3, 30);
        int warned = -1;
        int drifted = -1;
        for (int i = 0; i < 6_000 && drifted < 0; i++) {
            Signal signal = ddm.update(ErrorStream.ABRUPT.value(2, i));
            warned = signal == Signal.WARNING && warned < 2_000 ? i : warned;
            drifted = signal == Signal.DRIFT ? i : drifted;
        }
        assertThat(warned).isBetween(2_000, drifted);
    }

    @Test
    void kswinSeesASpreadThatChangesWhileTheMeanStays() {
        Kswin kswin = new Kswin(0.0001, 200, 60);
        int first = -1;
        for (int i = 0; i < 4_000; i++) {
            double value = CounterRandom.uniform(6, i, 0) - 0.5;
            double spread = i < 2_000 ? value : 6 * value;
            first = kswin.update(spread) == Signal.DRIFT && first < 0 ? i : first;
        }
        assertThat(first).isBetween(2_000, 2_150);
    }

    /** Compared with the count of all lattice paths that stay within the band. */
    @ParameterizedTest
    @CsvSource({"5, 1", "5, 3", "5, 5", "30, 6", "30, 13", "30, 14", "30, 30"})
    void probabilitiesOfDistancesAreExact(int size, int distance) {
        double[][] within = new double[size + 1][size + 1];
        for (int i = 0; i <= size; i++) {
            for (int j = 0; j <= size; j++) {
                double paths = i == 0 && j == 0 ? 1 : (i > 0 ? within[i - 1][j] : 0) + (j > 0 ? within[i][j - 1] : 0);
                within[i][j] = Math.abs(i - j) < distance ? paths : 0;
            }
        }
        double all = 1;
        for (int i = 1; i <= size; i++) {
            all *= (double) (size + i) / i;
        }
        assertThat(KolmogorovSmirnov.probability(distance, size))
                .isCloseTo(1 - within[size][size] / all, offset(1e-12));
    }

    @Test
    void distancesCountTiesOnce() {
        assertThat(KolmogorovSmirnov.distance(new double[] {0, 0, 1, 1}, new double[] {0, 1, 1, 1}))
                .isEqualTo(1);
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isEqualTo(3);
    }
}

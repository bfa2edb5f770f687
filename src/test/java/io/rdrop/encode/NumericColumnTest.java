package io.rdrop.encode;

import static io.rdrop.encode.Examples.config;
import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.numbers;
import static io.rdrop.encode.Examples.numeric;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.EncodingConfig;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumericColumnTest {
    @Test
    void standardisesWithPopulationMeanAndDeviation() {
        TabularEncoder encoder = price(config(0, 1));
        encoder.observe(numbers(2, 4, 4, 4, 5, 5, 7, 9)); // mean 5, population deviation 2
        assertThat(encode(encoder, numbers(5, 7, 4, 0))).containsExactly(0, 1, -0.5f, -2.5f);
    }

    @Test
    void cutsStandardisedValuesAtClip() {
        TabularEncoder encoder = price(new EncodingConfig(true, 3, false, 0, 1));
        encoder.observe(numbers(-1, 1));
        assertThat(encode(encoder, numbers(2.5, 4, -99, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .containsExactly(2.5f, 3, -3, 3, -3);
    }

    @Test
    void givesZeroUntilAScaleIsKnown() {
        TabularEncoder encoder = price(config(0, 1));
        assertThat(encode(encoder, numbers(3, -1e300, Double.NaN))).containsExactly(0, 0, 0);
        encoder.observe(numbers(3));
        assertThat(encode(encoder, numbers(3, 4, Double.NaN))).containsExactly(0, 0, 0);
    }

    @Test
    void constantColumnGivesZeroForItsConstantAndClipForAnythingElse() {
        TabularEncoder encoder = price(config(0, 1));
        encoder.observe(numbers(0.1, 0.1, 0.1));
        assertThat(encode(encoder, numbers(0.1, 0.2, 0, Double.NaN))).containsExactly(0, 5, -5, 0);
    }

    @Test
    void missingValuesAreTheMeanAndLeaveTheStatisticsAlone() {
        TabularEncoder encoder = price(config(0, 1));
        TabularEncoder without = price(config(0, 1));
        encoder.observe(numbers(1, Double.NaN, 2, 6, Double.NaN));
        without.observe(numbers(1, 2, 6));
        assertThat(encoder.describe()).isEqualTo(without.describe());
        assertThat(encode(encoder, numbers(Double.NaN))).containsExactly(0);
    }

    @Test
    void rawValuesPassThroughAndMissingOnesAreTheRunningMean() {
        TabularEncoder encoder = price(new EncodingConfig(false, 5, false, 0, 1));
        assertThat(encode(encoder, numbers(123.5, Double.NaN))).containsExactly(123.5f, 0);
        encoder.observe(numbers(10, 20, Double.NaN));
        assertThat(encode(encoder, numbers(-7e8, Double.NaN))).containsExactly(-7e8f, 15);
    }

    @Test
    void missingIndicatorMarksMissingValues() {
        TabularEncoder encoder = price(new EncodingConfig(true, 5, true, 0, 1));
        encoder.observe(numbers(-1, 1));
        assertThat(encoder.width()).isEqualTo(2);
        assertThat(encode(encoder, numbers(1, Double.NaN))).containsExactly(1, 0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOutlierIsAMissingValue(boolean standardise) {
        TabularEncoder encoder = price(new EncodingConfig(standardise, 5, true, 0, 1));
        encoder.observe(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThat(encoder.outliers()).isEmpty();
        assertThat(encode(encoder, numbers(1e6, Double.NaN, -1e300)))
                .containsExactly(standardise ? 0 : 5.5f, 1, standardise ? 0 : 5.5f, 1, standardise ? 0 : 5.5f, 1);

        encoder.observe(numbers(11, 1e30, 12));

        assertThat(encoder.outliers())
                .containsExactly(new Outliers("price", 1, 1e30, new SourcePosition("examples", 0, 7, 0)));
        encoder.observe(numbers(12));
        assertThat(encoder.outliers()).isEmpty();
    }

    @Test
    void saysWhereOutliersBegin() {
        TabularEncoder encoder = price(config(0, 1));
        encoder.observe(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(outlierDistance(encoder)).isZero();
        encoder.observe(numbers(10));
        double distance = outlierDistance(encoder);

        assertThat(encode(encoder, numbers(5.5 + 0.999 * distance, 5.5 + 1.001 * distance)))
                .containsExactly(5, 0);
    }

    private static double outlierDistance(TabularEncoder encoder) {
        List<?> columns = (List<?>) requireNonNull(encoder.describe().get("columns"));
        Map<?, ?> column = (Map<?, ?>) columns.get(0);
        return (Double) requireNonNull(column.get("outlier-distance"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hugeNumbersNeverOverflow(boolean standardise) {
        TabularEncoder encoder = price(new EncodingConfig(standardise, 1e300, true, 0, 1));
        List<Double> huge = List.of(
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                1e200,
                Double.MIN_VALUE,
                -0.0,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN);
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            double[] values =
                    random.ints(8, 0, huge.size()).mapToDouble(huge::get).toArray();
            for (float input : encode(encoder, numbers(values))) {
                assertThat(input).isFinite();
            }
            encoder.observe(numbers(values));
        }
    }

    @Test
    void tinySpreadsNeverDivideToNaN() {
        TabularEncoder encoder = price(config(0, 1));
        encoder.observe(numbers(0, Double.MIN_VALUE, 1e-200)); // squares underflow to a deviation of 0
        assertThat(encode(encoder, numbers(1, -1, 0, Double.MAX_VALUE))).containsExactly(5, -5, -5, 5);
    }

    @Test
    void largeMeanKeepsASmallSpread() {
        TabularEncoder encoder = price(config(0, 1));
        double[] values = new SplittableRandom(4)
                .doubles(1000)
                .map(x -> 1e9 + (x < 0.5 ? -1 : 1))
                .toArray();
        encoder.observe(numbers(values));
        double mean = Arrays.stream(values).map(x -> x - 1e9).average().orElseThrow();
        float expected = (float) ((1 - mean) / Math.sqrt(1 - mean * mean));
        assertThat(encode(encoder, numbers(1e9 + 1))[0]).isCloseTo(expected, within(1e-6f));
    }

    @Test
    void statisticsDoNotDependOnHowTheStreamIsCut() {
        double[] values = new SplittableRandom(5).doubles(60, -3, 9).toArray();
        TabularEncoder whole = price(config(0, 1));
        TabularEncoder cut = price(config(0, 1));
        whole.observe(numbers(values));
        for (int from = 0; from < 60; from += 7) {
            cut.observe(numbers(Arrays.copyOfRange(values, from, Math.min(60, from + 7))));
        }
        assertThat(cut.describe()).isEqualTo(whole.describe());
    }

    private static TabularEncoder price(EncodingConfig config) {
        return new TabularEncoder(List.of(numeric("price")), config);
    }
}

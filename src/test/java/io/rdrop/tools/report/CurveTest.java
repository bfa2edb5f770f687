package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 998, 999, 1_000, 1_001, 1_998, 1_999, 12_345, 100_000})
    void keepsFirstAndLastWithinTheBound(long steps) {
        List<CurvePoint> points = curve(steps).points();

        assertThat(points).hasSizeLessThanOrEqualTo(Curve.MAX_POINTS);
        assertThat(points.get(0).trained()).isEqualTo(StepReports.ROWS);
        assertThat(points.get(points.size() - 1).trained()).isEqualTo(steps * StepReports.ROWS);
        assertThat(points).extracting(CurvePoint::trained).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {998, 1_999, 12_345})
    void everyUpdateIsInExactlyOneMean(long steps) {
        List<CurvePoint> points = curve(steps).points();

        assertThat(points.stream().mapToLong(CurvePoint::updates).sum()).isEqualTo(steps);
        double sum = points.stream()
                .mapToDouble(point -> point.error() * point.updates())
                .sum();
        assertThat(sum / steps).isCloseTo((steps + 1) / 2.0, org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void spacesThePointsEvenly() {
        List<CurvePoint> points = curve(10_000).points();

        assertThat(points).hasSizeGreaterThan(Curve.MAX_POINTS / 3);
        List<Long> gaps = LongStream.range(1, points.size() - 1)
                .map(i ->
                        points.get((int) i).trained() - points.get((int) i - 1).trained())
                .distinct()
                .boxed()
                .toList();
        assertThat(gaps).containsExactly(16L * StepReports.ROWS);
    }

    @Test
    void anUpdateThatWasLeftOutIsInNoMean() {
        CurvePoint left = CurvePoint.of(StepReports.leftOut("m", 2));
        CurvePoint applied = CurvePoint.of(StepReports.at("m", 3));

        assertThat(applied.absorbing(left).error()).isEqualTo(3);
        assertThat(left.absorbing(applied).error()).isEqualTo(3);
        assertThat(left.absorbing(left).error()).isNaN();
        assertThat(left.absorbing(applied).learningRate()).isEqualTo(0.001);
        assertThat(applied.absorbing(left).gradientNorm()).isEqualTo(0.7);
    }

    private static Curve curve(long steps) {
        Curve curve = new Curve();
        for (long step = 1; step <= steps; step++) {
            curve.add(CurvePoint.of(StepReports.at("m", step)));
        }
        return curve;
    }
}

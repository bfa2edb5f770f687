package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobustMomentsTest {
    private final SplittableRandom random = new SplittableRandom(7);
    private final RobustMoments moments = new RobustMoments();

    @Test
    void agreesWithMeanAndDeviationWhereNothingIsCut() {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 3000; i++) {
            double value = random.nextDouble(-1, 3);
            moments.add(value);
            sum += value;
            squares += value * value;
        }
        assertThat(moments.mean()).isCloseTo(sum / 3000, within(1e-9));
        assertThat(moments.deviation()).isCloseTo(Math.sqrt(squares / 3000 - sum * sum / 9e6), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e6, 1e30, -1e30, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void outliersLeaveTheScaleAlone(double outlier) {
        feed(normal(10, 2), 1000);
        double mean = moments.mean();
        double deviation = moments.deviation();
        for (int i = 0; i < 100; i++) {
            assertThat(moments.isOutlier(outlier)).isTrue();
            assertThat(moments.add(outlier)).isTrue();
        }
        assertThat(moments.mean()).isEqualTo(mean);
        assertThat(moments.deviation()).isEqualTo(deviation);
    }

    @Test
    void outliersBetweenOtherValuesStayOutliers() {
        feed(normal(10, 2), 1000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(moments.add(i % 10 == 0 ? 1e6 : normal(10, 2).getAsDouble()))
                    .isEqualTo(i % 10 == 0);
        }
        assertThat(moments.mean()).isCloseTo(10, within(0.5));
        assertThat(moments.deviation()).isCloseTo(2, within(0.2));
    }

    @Test
    void aUnitThatOnlyMostOfTheProducersChangeIsLearnedToo() {
        feed(normal(10, 2), 1000);
        for (int i = 0; i < 3000; i++) {
            moments.add((i % 10 == 0 ? 1 : 1e6) * normal(10, 2).getAsDouble());
        }
        assertThat(moments.mean()).isBetween(5e6, 11e6);
    }

    @Test
    void valuesFarApartAreNoOutliersOnceTheyAreOften() {
        for (int i = 0; i < 3000; i++) {
            moments.add(i < 1000 || i % 2 == 0 ? normal(10, 2).getAsDouble() : 1e6);
        }
        assertThat(moments.isOutlier(1e6)).isFalse();
        assertThat(moments.isOutlier(10)).isFalse();
    }

    @Test
    void hugeIntegersHaveTheirScale() {
        feed(() -> (double) random.nextLong(1L << 62), 3000);
        assertThat(moments.mean()).isCloseTo(0x1p61, within(0x1p57));
        assertThat(moments.deviation()).isCloseTo(0x1p62 / Math.sqrt(12), within(0x1p57));
        assertThat(moments.isOutlier(0)).isFalse();
    }

    @Test
    void aSlowDriftIsNoOutlier() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(moments.add(i)).isFalse();
        }
        assertThat(moments.mean()).isBetween(90_000.0, 100_000.0);
    }

    @Test
    void rareCountsAreNotCutDownToTheirFirstValues() {
        for (int i = 1; i <= 100_000; i++) {
            assertThat(moments.add(i % 50 != 0 ? 0 : i < 3000 ? 1 : 1 + i / 50 % 40))
                    .isFalse();
        }
        // 1 in 50 is one of 1 to 40, whose mean square is 553.5.
        assertThat(moments.deviation()).isCloseTo(Math.sqrt(553.5 / 50), within(1.0));
    }

    @Test
    void noiseBesideAConstantDoesNotSetTheScaleOfAFlag() {
        for (int i = 1; i <= 20_000; i++) {
            moments.add(i == 7 || i == 9 ? 1e-12 : i % 100 == 0 ? 1 : 0);
        }
        assertThat(moments.isOutlier(1)).isFalse();
        assertThat(moments.deviation()).isCloseTo(0.0995, within(0.03));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 49})
    void anOutlierAmongTheFirstValuesDoesNotSetTheScale(int at) {
        for (int i = 0; i < 500; i++) {
            moments.add(i == at ? 1e30 : normal(10, 2).getAsDouble());
        }
        assertThat(moments.mean()).isCloseTo(10, within(1.0));
        assertThat(moments.deviation()).isBetween(1.0, 6.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, 1e-3})
    void aUnitThatChangesForGoodIsLearnedAnew(double unit) {
        feed(normal(10, 2), 6000);
        feed(() -> unit * normal(10, 2).getAsDouble(), 2000);
        assertThat(moments.mean() / unit).isCloseTo(10, within(1.0));
        assertThat(moments.deviation() / unit).isCloseTo(2, within(0.5));
    }

    @Test
    void aLevelThatShiftsIsFollowed() {
        feed(normal(0, 1), 20_000);
        feed(normal(50, 1), 15_000);
        assertThat(moments.mean()).isCloseTo(50, within(5.0));
    }

    @Test
    void aConstantColumnThatBeginsToMoveHasItsNewScale() {
        feed(() -> 0.42, 10_000);
        moments.add(1e30);
        feed(() -> 0.42, 5_000);
        feed(normal(0.5, 0.1), 3000);
        assertThat(moments.mean()).isCloseTo(0.45, within(0.05));
        assertThat(moments.deviation()).isBetween(0.03, 0.2);
    }

    @Test
    void aConstantColumnIsNotCapturedByManyOutliersEither() {
        feed(() -> 0.42, 10_000);
        feed(() -> 1e30, 100);
        feed(() -> 0.42, 5_000);
        feed(normal(0.5, 0.1), 3000);
        assertThat(moments.mean()).isCloseTo(0.5, within(0.05));
        assertThat(moments.deviation()).isBetween(0.05, 0.2);
    }

    @Test
    void aRareFlagKeepsItsFrequency() {
        for (int i = 1; i <= 200_000; i++) {
            assertThat(moments.add(i % 500 == 0 ? 1 : 0)).isFalse();
        }
        assertThat(moments.mean()).isBetween(0.0005, 0.004);
        assertThat(moments.deviation()).isBetween(0.02, 0.07);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 30, 49, 50, 51, 700, 1_003, 1_150, 1_250, 1_500})
    void goesOnFromAnyPointWithTheSameBits(int at) throws IOException {
        DoubleSupplier values = new DoubleSupplier() {
            private int n;

            @Override
            public double getAsDouble() {
                n++;
                return n == 5
                        ? 1e30
                        : n > 1000
                                ? 1e6 * n
                                : n > 600 ? 3 + 1e-9 * n : normal(0, 1).getAsDouble();
            }
        };
        feed(values, at);
        RobustMoments restored = new RobustMoments();
        feedOther(restored, 7); // what a restored object had before must not matter
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved(moments))), "price");
        for (int i = at; i < 2000; i++) {
            double value = values.getAsDouble();
            moments.add(value);
            restored.add(value);
        }
        assertThat(saved(restored)).isEqualTo(saved(moments));
    }

    @Test
    void takesOnWhatEarlierVersionsSaved() throws IOException {
        moments.restore(format1(400, 10, 1600), "price");
        assertThat(moments.count()).isEqualTo(400);
        assertThat(moments.mean()).isEqualTo(10);
        assertThat(moments.deviation()).isEqualTo(2);
        assertThat(moments.isOutlier(1e9)).isTrue();
        moments.restore(format1(400, 10, 0), "price");
        assertThat(moments.deviation()).isZero();
        assertThat(moments.isOutlier(1e9)).isFalse();
        feed(() -> 12, 10);
        assertThat(moments.mean()).isCloseTo(10 + 20 / 410.0, within(1e-9));
        moments.restore(format1(0, 0, 0), "price");
        assertThat(moments.count()).isZero();
    }

    @Test
    void refusesDamagedState() {
        assertThatThrownBy(() -> moments.restore(format1(3, 1, -1), "price"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column price has count 3, mean 1.0 and variance -0.3");
        assertThatThrownBy(() -> moments.restore(format1(-3, 1, 1), "price"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column price has format 3");
    }

    private static DataInputStream format1(long count, double mean, double squares) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static byte[] saved(RobustMoments of) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        of.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private DoubleSupplier normal(double mean, double deviation) {
        return () -> {
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                sum += random.nextDouble();
            }
            return mean + deviation * (sum - 6);
        };
    }

    private void feed(DoubleSupplier values, int count) {
        for (int i = 0; i < count; i++) {
            moments.add(values.getAsDouble());
        }
    }

    private static void feedOther(RobustMoments other, int count) {
        for (int i = 0; i < count; i++) {
            other.add(i);
        }
    }
}

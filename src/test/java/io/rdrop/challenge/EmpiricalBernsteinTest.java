package io.rdrop.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Looked at after every number, as a job does. */
class EmpiricalBernsteinTest {
    private static final int STREAMS = 500;
    private static final int LENGTH = 2_000;
    private static final double CONFIDENCE = 0.9;

    /** Streams of which the bound is ever above 0. */
    private static double share(ToDoubleFunction<Random> next) {
        int found = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            found += crossing(seed, next) > 0 ? 1 : 0;
        }
        return (double) found / STREAMS;
    }

    /** After how many numbers it is; 0 if it is not. */
    private static int crossing(long seed, ToDoubleFunction<Random> next) {
        Random random = new Random(seed);
        EmpiricalBernstein bound = new EmpiricalBernstein(4);
        for (int i = 1; i <= LENGTH; i++) {
            bound.add(next.applyAsDouble(random));
            if (bound.isPositive(CONFIDENCE)) {
                return i;
            }
        }
        return 0;
    }

    @Test
    void equalsAreTakenForBetterNoMoreOftenThanStated() {
        assertThat(share(random -> random.nextBoolean() ? 0.5 : -0.5)).isLessThanOrEqualTo(1 - CONFIDENCE);
        assertThat(share(random -> Math.max(-4, Math.min(4, random.nextGaussian()))))
                .isLessThanOrEqualTo(1 - CONFIDENCE);
    }

    /** A small gain almost always and a great loss now and then: a mean of 0. */
    @Test
    void rareLossesAreNotOverlooked() {
        assertThat(share(random -> random.nextInt(41) == 0 ? -4 : 0.1)).isLessThanOrEqualTo(1 - CONFIDENCE);
    }

    /** The next number's spread and shape follow from the one before; its mean given that is 0. */
    @Test
    void numbersMayDependOnEachOther() {
        double[] before = {0};
        assertThat(share(random -> {
                    double size = Math.min(4, 0.1 + Math.abs(before[0]) * 1.5);
                    before[0] = before[0] > 0 && random.nextInt(4) > 0
                            ? -size / 3
                            : before[0] > 0 ? size : (random.nextBoolean() ? size : -size);
                    return before[0];
                }))
                .isLessThanOrEqualTo(1 - CONFIDENCE);
    }

    @Test
    void aBetterOneIsFoundInAllStreamsAndSoon() {
        for (int seed = 0; seed < STREAMS; seed++) {
            assertThat(crossing(seed, random -> 0.1 + (random.nextBoolean() ? 0.4 : -0.4)))
                    .as("seed %d", seed)
                    .isBetween(2, LENGTH);
        }
    }

    /** A fixed test at every look would be wrong far more often than stated: what the bound is for. */
    @Test
    void looksThatAreNotAllowedForWouldBeWrongMoreOften() {
        int wrong = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            double sum = 0;
            boolean found = false;
            for (int i = 1; i <= LENGTH; i++) {
                sum += random.nextBoolean() ? 1 : -1;
                found |= i >= 30 && sum / Math.sqrt(i) > 1.2816; // 0.9 of the normal distribution
            }
            wrong += found ? 1 : 0;
        }
        assertThat((double) wrong / STREAMS).isGreaterThan(2 * (1 - CONFIDENCE));
    }

    @Test
    void theBoundIsWhereTheEvidenceIsWhatIsNeeded() {
        Random random = new Random(3);
        EmpiricalBernstein bound = new EmpiricalBernstein(1);
        assertThat(bound.lower(CONFIDENCE)).isEqualTo(-1);
        for (int i = 0; i < 500; i++) {
            bound.add(random.nextDouble() - 0.4);
            double lower = bound.lower(CONFIDENCE);
            assertThat(lower).isBetween(-1.0, bound.mean());
            assertThat(lower > 0).isEqualTo(bound.isPositive(CONFIDENCE));
            if (lower > -1) {
                assertThat(bound.evidence(lower)).isCloseTo(Math.log(10), within(1e-9));
            }
        }
        assertThat(bound.lower(0.5)).isGreaterThan(bound.lower(0.99));
    }

    /** By the formula, with one number: S = 1, V = 1, c = 2. */
    @Test
    void theEvidenceIsWhatTheFormulaSays() {
        EmpiricalBernstein bound = new EmpiricalBernstein(1);
        bound.add(1);
        double sum = 0;
        for (int k = 0; k < 14; k++) {
            double rate = 0.45 * Math.pow(2, -k);
            sum += Math.exp(rate - (-Math.log(1 - 2 * rate) - 2 * rate) / 4);
        }
        assertThat(bound.evidence(0)).isCloseTo(Math.log(sum / 14), within(1e-12));
    }

    @Test
    void goesOnFromItsStateWithTheSameBits() throws IOException {
        Random random = new Random(1);
        EmpiricalBernstein straight = new EmpiricalBernstein(4);
        EmpiricalBernstein restored = new EmpiricalBernstein(4);
        for (int i = 0; i < 100; i++) {
            double x = random.nextDouble();
            straight.add(x);
            restored.add(x);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            restored.save(new DataOutputStream(bytes));
            restored = new EmpiricalBernstein(4);
            restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        }
        assertThat(restored.evidence(0.1)).isEqualTo(straight.evidence(0.1));
    }

    @Test
    void refusesWhatIsOutside() {
        EmpiricalBernstein bound = new EmpiricalBernstein(1);
        assertThatThrownBy(() -> bound.add(1.5)).hasMessageContaining("within -1.0 and 1.0 but was 1.5");
        assertThatThrownBy(() -> bound.add(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new EmpiricalBernstein(0)).hasMessageContaining("most must be > 0");
    }
}

package io.rdrop.engine.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.engine.dense.IdleSteps.Kind;
import io.rdrop.engine.dense.IdleSteps.Settings;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many steps at once against the same steps one by one, in float64. */
class IdleStepsTest {
    private static final int COUNT = 40;

    private static Settings adam(Kind kind, double beta1, double beta2, double epsilon, double decay) {
        return new Settings(kind, 0.01, beta1, beta2, epsilon, 0, decay);
    }

    /** One parameter, step by step. */
    private static double[] oneByOne(Settings of, double p, double m, double v, double peak, int since, int until) {
        for (int step = since; step < until; step++) {
            double update;
            double correction = 1 - Math.pow(of.beta1(), step + 1.0);
            switch (of.kind()) {
                case MOMENTUM -> {
                    double before = of.beta1() * m;
                    update = before - (1 + of.beta1()) * before;
                    m = before;
                }
                case RMSPROP -> {
                    v *= of.beta2();
                    update = 0;
                }
                case SGD -> update = of.rate() * of.l2() * p;
                case ADAGRAD -> update = 0;
                default -> {
                    m *= of.beta1();
                    v *= of.beta2();
                    double root = Math.sqrt(of.kind() == Kind.AMSGRAD ? peak : v) + of.epsilon();
                    update = of.kind() == Kind.NADAM
                            ? of.rate() / correction * of.beta1() * m / root
                            : of.rate() * Math.sqrt(1 - Math.pow(of.beta2(), step + 1.0)) / correction * m / root;
                }
            }
            p -= update + of.decay() * p;
        }
        return new double[] {p, m, v};
    }

    private static void check(Settings settings, int since, int steps) {
        IdleSteps idle = IdleSteps.of(settings).orElseThrow();
        Random random = new Random(since * 31L + steps);
        float[] p = new float[COUNT + 2];
        float[] m = new float[COUNT + 2];
        float[] v = new float[COUNT + 2];
        float[] peak = new float[COUNT + 2];
        for (int i = 0; i < p.length; i++) {
            p[i] = (float) (0.1 * random.nextGaussian());
            m[i] = (float) (0.01 * random.nextGaussian());
            v[i] = (float) Math.pow(10, -3 - 9 * random.nextDouble()); // also where epsilon counts
            peak[i] = 2 * v[i];
        }
        float[] before = p.clone();
        float[] means = m.clone();
        float[] squares = v.clone();
        float[][] states =
                switch (settings.kind()) {
                    case SGD -> new float[][] {};
                    case MOMENTUM -> new float[][] {m};
                    case ADAGRAD, RMSPROP -> new float[][] {v};
                    case AMSGRAD -> new float[][] {m, v, peak};
                    default -> new float[][] {m, v};
                };
        idle.take(since, since + steps, p, states, 1, COUNT);
        for (int i = 1; i <= COUNT; i++) {
            double[] expected = oneByOne(settings, before[i], means[i], squares[i], peak[i], since, since + steps);
            double moved = Math.abs(expected[0] - before[i]);
            String what = settings + ", " + steps + " steps since " + since + ", parameter " + i;
            assertThat((double) p[i])
                    .as(what)
                    .isCloseTo(expected[0], within(2e-6 * moved + 2e-7 * Math.abs(before[i])));
            assertThat((double) m[i]).as(what).isCloseTo(expected[1], within(1e-6 * Math.abs(expected[1]) + 1e-38));
            assertThat((double) v[i]).as(what).isCloseTo(expected[2], within(1e-6 * expected[2] + 1e-38));
        }
        assertThat(p[0]).isEqualTo(before[0]);
        assertThat(p[COUNT + 1]).isEqualTo(before[COUNT + 1]);
    }

    @ParameterizedTest
    @CsvSource({
        "ADAM, 0.9, 0.999, 1e-8, 0",
        "ADAM, 0.9, 0.999, 1e-3, 0.0001",
        "ADAM, 0.9, 0.99, 1e-8, 0",
        "ADAM, 0.5, 0.9, 1e-6, 0",
        "ADAM, 0.95, 0.9999, 1e-8, 0.001",
        "NADAM, 0.9, 0.999, 1e-8, 0",
        "AMSGRAD, 0.9, 0.999, 1e-8, 0.0001",
        "MOMENTUM, 0.9, 0, 0, 0",
        "MOMENTUM, 0.99, 0, 0, 0.0001",
        "RMSPROP, 0, 0.9, 1e-8, 0.001",
        "ADAGRAD, 0, 0, 1e-8, 0.001",
    })
    void areTheSameAsOneByOne(Kind kind, double beta1, double beta2, double epsilon, double decay) {
        for (int since : new int[] {1, 7, 1000, 70_000}) {
            for (int steps : new int[] {0, 1, 2, 10, 150, 2000}) {
                check(adam(kind, beta1, beta2, epsilon, decay), since, steps);
            }
        }
    }

    @Test
    void l2OfPlainGradientDescentShrinksParameters() {
        for (int steps : new int[] {1, 10, 500}) {
            check(new Settings(Kind.SGD, 0.1, 0, 0, 0, 0.01, 0.0001), 5, steps);
        }
    }

    @Test
    void aSlowRateOfTheMeanOfSquaresIsNeverSettled() {
        check(adam(Kind.ADAM, 0.9, 0.99999, 1e-8, 0), 100_000, 50);
    }

    /** The moments that are kept must not be those of other steps. */
    @Test
    void doNotDependOnWhatWasAskedBefore() {
        IdleSteps used = IdleSteps.of(adam(Kind.ADAM, 0.9, 0.999, 1e-8, 0)).orElseThrow();
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int since = random.nextInt(3) == 0 ? 66_000 + random.nextInt(600) : random.nextInt(600);
            int steps = 1 + random.nextInt(300);
            float[][] once = {{0.3f}, {0.02f}, {0.001f}};
            float[][] again = {{0.3f}, {0.02f}, {0.001f}};
            used.take(since, since + steps, once[0], new float[][] {once[1], once[2]}, 0, 1);
            IdleSteps.of(used.settings())
                    .orElseThrow()
                    .take(since, since + steps, again[0], new float[][] {again[1], again[2]}, 0, 1);
            assertThat(once).isDeepEqualTo(again);
        }
    }

    @Test
    void areNotToBeHadOfWhatHasAGradientOrNoEnd() {
        assertThat(IdleSteps.of(new Settings(Kind.ADAM, 0.1, 0.9, 0.999, 1e-8, 0.01, 0)))
                .isEmpty();
        assertThat(IdleSteps.of(adam(Kind.ADAM, 0.999, 0.99, 1e-8, 0))).isEmpty();
        assertThat(IdleSteps.of(adam(Kind.MOMENTUM, 1, 0, 0, 0))).isEmpty();
        assertThat(IdleSteps.of(adam(Kind.SGD, 0, 0, 0, 1.5))).isEmpty();
    }
}

package io.rdrop.learn.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberMixtureTest {
    @Test
    void beginsNearTheMembersThatAreSurest() {
        Forecast mixed = new NumberMixture(2).mix(new double[] {10, 20}, new double[] {1, 2}, 5);

        assertThat(mixed.mean()).isCloseTo((16 * 10 + 20) / 17.0, offset(1e-12));
        assertThat(mixed.deviation()).isEqualTo(5);
    }

    @Test
    void itsWeightsAreThoseOfTheMean() {
        NumberMixture mixture = new NumberMixture(3);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            mixture.mix(means(random), new double[] {1, 1.1, 0.9}, 1);
            mixture.learn(random.nextGaussian());
        }
        double[] means = means(random);
        double mean = mixture.mix(means, new double[] {1, 1.1, 0.9}, 1).mean();
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += mixture.weight(i) * means[i];
        }
        assertThat(sum).isCloseTo(mean, offset(1e-12));
    }

    private static double[] means(Random random) {
        return new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    }

    /** Members that share an error which the third one knows: only with a negative weight is it taken away. */
    @Test
    void findsWeightsBeyondTheMembers() {
        NumberMixture mixture = new NumberMixture(2);
        Random random = new Random(1);
        double error = 0;
        for (int i = 0; i < 20_000; i++) {
            double target = random.nextGaussian();
            double common = random.nextGaussian();
            double[] means = {target + common, target + 2 * common};
            double missed = target - mixture.mix(means, new double[] {1, 2}, 1).mean();
            mixture.learn(target);
            error += i >= 15_000 ? missed * missed / 5000 : 0;
        }
        assertThat(mixture.weight(0)).isCloseTo(2, offset(0.1));
        assertThat(mixture.weight(1)).isCloseTo(-1, offset(0.1));
        assertThat(error).isLessThan(0.01);
    }

    @Test
    void itsDeviationIsThatOfItsErrorsAndFollowsThem() {
        NumberMixture mixture = new NumberMixture(1);
        Random random = new Random(1);
        for (double noise : new double[] {0.1, 2}) {
            double mean = 0;
            for (int i = 0; i < 3000; i++) {
                double deviation =
                        mixture.mix(new double[] {50}, new double[] {1}, 10).deviation();
                mean += i >= 1000 ? deviation / 2000 : 0;
                mixture.learn(50 + noise * random.nextGaussian());
            }
            assertThat(mean).isCloseTo(noise, offset(0.1 * noise));
        }
    }

    /** One error of a million deviations, beside the same without it. */
    @Test
    void noSingleTargetMovesItFar() {
        NumberMixture one = new NumberMixture(2);
        NumberMixture other = new NumberMixture(2);
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double target = random.nextGaussian();
            double[] means = {target + 0.3 * random.nextGaussian(), target + 0.5 * random.nextGaussian()};
            one.mix(means, new double[] {0.3, 0.5}, 1);
            other.mix(means, new double[] {0.3, 0.5}, 1);
            one.learn(target);
            other.learn(i == 900 ? 1e6 : target);
        }
        assertThat(other.weight(0)).isCloseTo(one.weight(0), offset(0.1));
    }

    @Test
    void whatIsRestoredGoesOnAsWhatWasSaved() throws IOException {
        NumberMixture mixture = new NumberMixture(2);
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            mixture.mix(new double[] {random.nextGaussian(), 1}, new double[] {1, 2}, 1);
            mixture.learn(random.nextGaussian());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mixture.save(new DataOutputStream(bytes));
        NumberMixture restored = new NumberMixture(2);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(restored.weight(0)).isEqualTo(mixture.weight(0));
        assertThat(restored.mix(new double[] {3, 4}, new double[] {1, 2}, 1))
                .isEqualTo(mixture.mix(new double[] {3, 4}, new double[] {1, 2}, 1));
        assertThatThrownBy(() -> new NumberMixture(3)
                        .restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessage("state must have 3 weights but had 2");
    }

    @Test
    void theLogScoreIsThatOfANormalDistributionWithinEightDeviations() {
        assertThat(new Forecast(3, 2).loss(5)).isCloseTo(Math.log(2 * Math.sqrt(2 * Math.PI)) + 0.5, offset(1e-12));
        assertThat(new Forecast(3, 2).loss(1e30)).isEqualTo(new Forecast(3, 2).loss(3 + 16));
    }
}

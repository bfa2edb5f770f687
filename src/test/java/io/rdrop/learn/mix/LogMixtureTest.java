package io.rdrop.learn.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogMixtureTest {
    private static final int CLASSES = 3;

    @Test
    void equalMembersMixToThemselves() {
        LogMixture mixture = new LogMixture(4, CLASSES);
        float[] one = {0.2f, 0.7f, 0.1f};
        float[] mixed = new float[CLASSES];
        mixture.mix(new float[][] {one, one, one, one}, mixed);
        assertThat(mixed).containsExactly(one, offset(1e-6f));
    }

    @Test
    void aProbabilityOfZeroIsNoVeto() {
        LogMixture mixture = new LogMixture(2, 2);
        float[] mixed = new float[2];
        mixture.mix(new float[][] {{0, 1}, {0.5f, 0.5f}}, mixed);
        assertThat(mixed[0]).isCloseTo(0.0099f, offset(1e-4f)); // sqrt(1e-4) : 1
    }

    /** Members that know parts of the truth together know more than the best of them, and noise is ignored. */
    @Test
    void isBetterThanItsBestMember() {
        Random random = new Random(3);
        int members = 4;
        LogMixture mixture = new LogMixture(members, 2);
        float[][] predictions = new float[members][2];
        float[] mixed = new float[2];
        double[] losses = new double[members];
        double loss = 0;
        for (int t = 0; t < 4000; t++) {
            double[] evidence = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), 0};
            double truth = evidence[0] + evidence[1] + evidence[2];
            int label = random.nextDouble() < 1 / (1 + Math.exp(-2 * truth)) ? 1 : 0;
            for (int i = 0; i < members; i++) {
                double seen = i < 3 ? evidence[i] : random.nextGaussian();
                predictions[i][1] = (float) (1 / (1 + Math.exp(-seen)));
                predictions[i][0] = 1 - predictions[i][1];
                losses[i] -= Math.log(predictions[i][label]);
            }
            mixture.mix(predictions, mixed);
            loss -= Math.log(mixed[label]);
            mixture.learn(label);
        }
        assertThat(loss).isLessThan(0.75 * Math.min(losses[0], Math.min(losses[1], losses[2])));
        assertThat(mixture.weight(0)).isGreaterThan(1); // began at 0.25, and 2 would be the truth
        assertThat(Math.abs(mixture.weight(3))).isLessThan(mixture.weight(0) / 3);
    }

    /** For two classes and one label the filter's steps, written out. */
    @Test
    void oneStepIsThatOfTheFilter() {
        LogMixture mixture = new LogMixture(1, 2);
        float[] mixed = new float[2];
        mixture.mix(new float[][] {{0.2f, 0.8f}}, mixed);
        mixture.learn(0);

        double variance = 0.04;
        double mean = 0.2 * Math.log(0.2f) + 0.8 * Math.log(0.8f);
        for (int k = 0; k < 2; k++) {
            double u = k == 0 ? 0.2 : 0.8;
            double h = Math.sqrt(u) * (Math.log(u) - mean);
            variance -= variance * h * h * variance / (1 + h * variance * h);
        }
        assertThat(mixture.weight(0)).isCloseTo(1 + variance * (Math.log(0.2) - mean), offset(1e-6));
    }
}

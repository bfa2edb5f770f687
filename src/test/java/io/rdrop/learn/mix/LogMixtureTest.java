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

    /** Where weights are positive, what one had is shared out in proportion, and a new one begins with the share. */
    @Test
    void weightsAreHandedOnAndANewOneBeginsWithTheShare() {
        LogMixture three = new LogMixture(3, CLASSES, 0.01);
        float[][] predictions = {{0.7f, 0.2f, 0.1f}, {0.4f, 0.3f, 0.3f}, {0.2f, 0.2f, 0.6f}};
        float[] mixed = new float[CLASSES];
        for (int i = 0; i < 5; i++) {
            three.mix(predictions, mixed);
            three.learn(0);
        }
        double sum = three.weight(0) + three.weight(1) + three.weight(2);
        assertThat(three.weight(2)).isPositive().isLessThan(three.weight(0));

        LogMixture two = new LogMixture(2, CLASSES, 0.01);
        two.follow(three, new int[] {2, 0});
        assertThat(two.weight(0) + two.weight(1)).isCloseTo(sum, offset(1e-12));
        assertThat(two.weight(1) / two.weight(0)).isCloseTo(three.weight(0) / three.weight(2), offset(1e-9));

        LogMixture four = new LogMixture(4, CLASSES, 0.01);
        four.follow(three, new int[] {0, Heirs.NEW, 1, 2});
        assertThat(four.weight(1)).isEqualTo(0.01);
        assertThat(four.weight(0)).isCloseTo(0.99 * three.weight(0), offset(1e-12));
        assertThat(four.weight(2)).isCloseTo(0.99 * three.weight(1), offset(1e-12));
        assertThat(four.weight(3)).isCloseTo(0.99 * three.weight(2), offset(1e-12));
    }

    /** With the same members it is the same mixture, whatever their order. */
    @Test
    void theOrderOfMembersDoesNotMatter() {
        LogMixture one = new LogMixture(2, 2, 0.01);
        LogMixture turned = new LogMixture(2, 2, 0.01);
        float[][] predictions = {{0.7f, 0.3f}, {0.4f, 0.6f}};
        float[][] others = {predictions[1], predictions[0]};
        float[] mixed = new float[2];
        for (int i = 0; i < 5; i++) {
            one.mix(predictions, mixed);
            one.learn(i % 2);
        }
        turned.follow(one, new int[] {1, 0});
        for (int i = 0; i < 5; i++) {
            one.mix(predictions, mixed);
            one.learn(0);
            turned.mix(others, mixed);
            turned.learn(0);
        }
        assertThat(turned.weight(0)).isCloseTo(one.weight(1), offset(1e-12));
        assertThat(turned.weight(1)).isCloseTo(one.weight(0), offset(1e-12));
    }

    @Test
    void negativeWeightsLeaveWithoutTurningTheOthersAround() {
        assertThat(Heirs.weights(new double[] {1.5, -0.6, 0.1}, new int[] {0, 2}))
                .containsExactly(new double[] {1.5 - 0.6 * 1.5 / 1.6, 0.1 - 0.6 * 0.1 / 1.6}, offset(1e-12));
        assertThat(Heirs.weights(new double[] {1.1, -0.1, 0}, new int[] {1, 2, Heirs.NEW}))
                .containsExactly(new double[] {0.45, 0.55, 0}, offset(1e-12));
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

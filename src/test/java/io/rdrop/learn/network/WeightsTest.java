package io.rdrop.learn.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.UpdaterType;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final float[] D = {1, -2, 0};

    @Test
    void aStepShrinksWithTheSquaresOfItsRowAndColumn() {
        Weights weights = weights(UpdaterType.ADAGRAD);
        weights.gradient(D);
        weights.step(0, 3);
        weights.gradient(D);
        weights.step(0, 2);
        // the row's squares are (9 + 4) * 5/3, the columns' 1, 4, 0 in any step
        double row = Math.sqrt(13 * 5 / 3.0);
        double first = 0.1 * 2 / row;
        double start = 0.1 * 3 / Math.sqrt(9 * 5 / 3.0);
        assertThat(weights.values[0][0])
                .isCloseTo((float) (-(start + first) / Math.sqrt(0.9 * 0.6 + 0.1)), offset(1e-5f));
        assertThat(weights.values[0][1])
                .isCloseTo((float) (2 * (start + first) / Math.sqrt(0.9 * 2.4 + 0.1)), offset(1e-5f));
        assertThat(weights.values[0][2]).isZero();
        assertThat(weights.values[1]).containsOnly(0);
    }

    @Test
    void twoPassesThatAgreeAreOneOfTwiceTheGradient() {
        for (UpdaterType updater : new UpdaterType[] {UpdaterType.SGD, UpdaterType.ADAGRAD, UpdaterType.RMSPROP}) {
            Weights one = weights(updater);
            Weights two = weights(updater);
            for (int i = 1; i < 5; i++) {
                one.gradient(D);
                one.step(1, 2 * i);
                two.gradients(D, D.clone(), 1);
                two.step(1, i, i);
            }
            assertThat(two.values[1]).containsExactly(one.values[1], offset(1e-4f));
        }
    }

    @Test
    void manyPassesMoveARowAsTwoDo() {
        for (UpdaterType updater : new UpdaterType[] {UpdaterType.SGD, UpdaterType.ADAGRAD, UpdaterType.RMSPROP}) {
            Weights two = weights(updater);
            Weights many = weights(updater);
            float[] other = {2, 0.5f, -1};
            for (int i = 1; i < 5; i++) {
                two.gradients(D, other, 0.5f);
                two.step(1, i, 3);
                // a pass whose part of a row is 0 is none, but the columns' squares are sums over all
                many.gradients(new float[][] {D, other, {0, 0, 0}}, 0.5f);
                many.step(1, new float[] {7, i, 7, 3, 7, 9}, 1, 2);
            }
            assertThat(many.values[1]).containsExactly(two.values[1], offset(1e-5f));
        }
    }

    @Test
    void rowsMoveTogetherAsTheyDoOneByOne() {
        for (UpdaterType updater : new UpdaterType[] {UpdaterType.SGD, UpdaterType.ADAGRAD, UpdaterType.RMSPROP}) {
            Weights one = weights(updater);
            Weights together = weights(updater);
            float[] other = {2, 0.5f, -1};
            for (int i = 1; i < 5; i++) {
                one.gradients(D, i % 2 == 0 ? D : other, 1);
                together.gradients(D, i % 2 == 0 ? D : other, 1);
                one.step(1, i, 3);
                one.step(0, -2, i);
                together.step(new int[] {1, 0}, 2, new float[] {i, -2}, new float[] {3, i});
            }
            assertThat(together.values).isDeepEqualTo(one.values);
        }
    }

    private static Weights weights(UpdaterType updater) {
        return new Weights(2, D.length, StepRule.of(NetworkSpec.of("any", updater, 0.1, 1)));
    }
}

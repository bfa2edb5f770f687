package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.config.Precision;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R-Drop's variants in the engine. */
class VariantsTest {
    private static final int[] WIDTHS = {5, 9, 7, 4};
    private static final long SEED = 21;
    private static final double DROPOUT = 0.3;

    private static RDropConfig rDrop(String keys) {
        return JobConfigs.parse(
                        "features: [{name: x}]\nlabel: {classes: [a, b]}\nr-drop: {" + keys + "}", "test", List.of())
                .rDrop();
    }

    private static TrainableModel create(RDropConfig rDrop, UpdaterType type, double rate, WeightDecayConfig decay) {
        ModelConfig model = new ModelConfig(
                ModelType.MLP,
                List.of(WIDTHS[1], WIDTHS[2]),
                List.of(),
                null,
                32,
                64,
                Activation.TANH,
                DROPOUT,
                0,
                WeightInitialiser.XAVIER,
                Models.updater(type, rate),
                decay,
                null,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
        return Models.create(model, rDrop, SEED, WIDTHS[0], WIDTHS[3]);
    }

    private static TrainableModel create(String keys) {
        return create(rDrop(keys), UpdaterType.SGD, 1, WeightDecayConfig.none());
    }

    @Test
    void ratesPerPassAndPlainStepsGiveTheGradientOfAPlainMlp() throws IOException {
        double[] rates = {0.6, 0.1};
        try (TrainableModel model = create("alpha: 2, every: 2, dropout-rates: [0.6, 0.1]")) {
            DropoutCounter masks = new DropoutCounter(SEED, 2, rates, DropoutSampling.PER_EXAMPLE);
            SyntheticBatches batches = new SyntheticBatches(1, WIDTHS[0], WIDTHS[3]);
            for (int step = 0; step < 4; step++) {
                boolean plain = step % 2 == 1;
                TensorBatch batch = batches.next(6);
                double[] before = Models.parameters(model);
                UpdateResult result = model.update(batch);
                double[] after = Models.parameters(model);

                if (plain) {
                    masks.plainStep(step);
                } else {
                    masks.step(step);
                }
                double[] retain = {1, 1 - DROPOUT, 1 - DROPOUT};
                double[] loss = {0};
                double[] expected = new ReferenceMlp(WIDTHS, before, plain ? 1 : 2, plain ? 0 : 2, retain, masks)
                        .gradient(batch, loss);
                assertThat(result.loss()).isCloseTo(loss[0], within(1e-5));
                assertThat(result.alpha()).isEqualTo(plain ? 0 : 2);
                if (plain) {
                    assertThat(result.klDivergence()).isZero();
                    assertThat(result.crossEntropy()).isEqualTo(result.loss());
                } else {
                    assertThat(result.klDivergence()).isPositive();
                }
                for (int i = 0; i < expected.length; i++) {
                    assertThat(before[i] - after[i])
                            .as("parameter %d in step %d", i, step)
                            .isCloseTo(expected[i], within(2e-6));
                }
            }
        }
    }

    @Test
    void masksOfAPassHaveItsOwnRate() {
        float[] mask = new float[2 * 50 * 100];
        new DropoutCounter(1, 2, new double[] {0, 0.5}, DropoutSampling.PER_EXAMPLE).fill(0, 0.9, 2 * 50, 100, mask);
        int kept = 0;
        for (int i = 0; i < mask.length / 2; i++) {
            assertThat(mask[i]).isEqualTo(1f);
            kept += mask[mask.length / 2 + i] == 2f ? 1 : 0;
        }
        assertThat(kept / 5000.0).isCloseTo(0.5, within(0.03));
    }

    @Test
    void goesOnAfterARestoreBetweenPlainStepsOnAScheduleByExample() throws IOException {
        String keys = "alpha: 2, every: 3, dropout-rates: [0.2, 0.4], label-smoothing: 0.1, reduction: sum,"
                + " schedule: {type: cosine, by: example, over: 60}";
        for (int saved = 1; saved <= 3; saved++) {
            try (TrainableModel uninterrupted = create(keys);
                    TrainableModel restored = create(keys)) {
                SyntheticBatches batches = new SyntheticBatches(3, WIDTHS[0], WIDTHS[3]);
                for (int step = 0; step < saved; step++) {
                    uninterrupted.update(batches.next(4 + step));
                }
                ByteArrayOutputStream state = new ByteArrayOutputStream();
                uninterrupted.save(new DataOutputStream(state));
                restored.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
                for (int step = saved; step < 10; step++) {
                    TensorBatch batch = batches.next(5);
                    assertThat(restored.update(batch)).isEqualTo(uninterrupted.update(batch));
                }
                assertThat(restored.stateSha256()).isEqualTo(uninterrupted.stateSha256());
            }
        }
    }

    @Test
    void alphaFollowsItsScheduleByStepsOrByExamples() {
        SyntheticBatches batches = new SyntheticBatches(3, WIDTHS[0], WIDTHS[3]);
        try (TrainableModel byStep = create("alpha: 2, schedule: {type: linear, over: 4}");
                TrainableModel byExample = create("alpha: 2, schedule: {type: linear, by: example, over: 20}")) {
            for (int step = 0; step < 6; step++) {
                TensorBatch batch = batches.next(10);
                UpdateResult result = byStep.update(batch);
                assertThat(result.alpha()).isEqualTo(Math.min(2, step * 0.5));
                assertThat(result.loss())
                        .isCloseTo(2 * result.crossEntropy() + result.alpha() * result.klDivergence(), within(1e-9));
                assertThat(byExample.update(batch).alpha()).isEqualTo(Math.min(2, step));
            }
        }
    }

    @Test
    void sumsAreAsManyTimesTheMeanAsThereAreRowsButAreReportedPerRow() {
        TensorBatch batch = new SyntheticBatches(3, WIDTHS[0], WIDTHS[3]).next(6);
        try (TrainableModel mean = create("alpha: 1");
                TrainableModel sum = create("alpha: 1, reduction: sum")) {
            UpdateResult ofMean = mean.update(batch);
            UpdateResult ofSum = sum.update(batch);
            assertThat(ofSum.gradientNorm()).isCloseTo(6 * ofMean.gradientNorm(), within(1e-4));
            assertThat(ofSum.crossEntropy()).isCloseTo(ofMean.crossEntropy(), within(1e-9));
            assertThat(ofSum.klDivergence()).isCloseTo(ofMean.klDivergence(), within(1e-9));
            assertThat(ofSum.loss()).isCloseTo(ofMean.loss(), within(1e-9));
        }
    }

    @Test
    void smoothingChangesTheCrossEntropyAndNotTheDivergence() {
        TensorBatch batch = new SyntheticBatches(3, WIDTHS[0], WIDTHS[3]).next(6);
        try (TrainableModel hard = create("alpha: 1");
                TrainableModel smooth = create("alpha: 1, label-smoothing: 0.5")) {
            UpdateResult ofHard = hard.update(batch);
            UpdateResult ofSmooth = smooth.update(batch);
            assertThat(ofSmooth.klDivergence()).isEqualTo(ofHard.klDivergence());
            assertThat(ofSmooth.crossEntropy()).isNotEqualTo(ofHard.crossEntropy());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = UpdaterType.class,
            names = {"SGD", "ADAM", "NADAM"})
    void decoupledDecayShrinksWeightsByRateTimesLambdaWhateverTheOptimiser(UpdaterType type) throws IOException {
        double[] shrunk = firstStepMinusPlain(type, new WeightDecayConfig(0, 0.5));
        assertShrinks(shrunk, type, 0.05 * 0.5, true);
    }

    @Test
    void l2IsTheSameForSgdAndNotForAdam() throws IOException {
        WeightDecayConfig l2 = new WeightDecayConfig(0.5, 0);
        assertShrinks(firstStepMinusPlain(UpdaterType.SGD, l2), UpdaterType.SGD, 0.05 * 0.5, true);
        assertShrinks(firstStepMinusPlain(UpdaterType.ADAM, l2), UpdaterType.ADAM, 0.05 * 0.5, false);
    }

    private static void assertShrinks(double[] shrunk, UpdaterType type, double share, boolean same)
            throws IOException {
        double[] start;
        try (TrainableModel model = create(new RDropConfig(1, 2), type, 0.05, WeightDecayConfig.none())) {
            start = Models.parameters(model);
        }
        double furthest = 0;
        for (int i = 0; i < start.length; i++) {
            // Biases start at 0, so that they are not to move either.
            furthest = Math.max(furthest, Math.abs(shrunk[i] - share * start[i]));
        }
        if (same) {
            assertThat(furthest).isLessThan(1e-6);
        } else {
            assertThat(furthest).isGreaterThan(1e-3);
        }
    }

    private static double[] firstStepMinusPlain(UpdaterType type, WeightDecayConfig decay) throws IOException {
        TensorBatch batch = new SyntheticBatches(3, WIDTHS[0], WIDTHS[3]).next(6);
        RDropConfig rDrop = new RDropConfig(1, 2);
        try (TrainableModel plain = create(rDrop, type, 0.05, WeightDecayConfig.none());
                TrainableModel decayed = create(rDrop, type, 0.05, decay)) {
            plain.update(batch);
            decayed.update(batch);
            double[] difference = Models.parameters(plain);
            double[] after = Models.parameters(decayed);
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= after[i];
            }
            return difference;
        }
    }
}

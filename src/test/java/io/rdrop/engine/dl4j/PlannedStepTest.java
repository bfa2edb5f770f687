package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.objective.AlphaPreset;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The planned step against DL4J's own, of random networks, on the same parameters and with the same masks. */
class PlannedStepTest {
    private static final int STEPS = 3;
    private static final float RELATIVE = 1e-5f;

    static Stream<Draw> draws() {
        return IntStream.range(0, 60).mapToObj(seed -> new Draw(new Random(seed)));
    }

    /** A random network and objective. */
    private static final class Draw {
        private final Random random;
        private final int inputs;
        private final boolean isClassifier;
        private final ModelConfig model;
        private final RDropConfig rDrop;

        Draw(Random random) {
            this.random = random;
            inputs = 1 + random.nextInt(20);
            isClassifier = random.nextInt(4) > 0;
            double dropout = random.nextInt(3) == 0 ? 0 : 0.1 + 0.5 * random.nextDouble();
            double inputDropout = random.nextInt(3) > 0 ? 0 : 0.3 * random.nextDouble() + 0.05;
            List<Integer> hidden = Stream.generate(() -> 1 + random.nextInt(30))
                    .limit(random.nextInt(4))
                    .toList();
            boolean drops = inputDropout > 0 || (dropout > 0 && !hidden.isEmpty());
            int passes = drops || random.nextBoolean() ? 1 + random.nextInt(4) : 1;
            double decay = random.nextInt(3) == 0 ? 0.05 : 0;
            boolean decoupled = random.nextBoolean();
            model = new ModelConfig(
                    ModelType.MLP,
                    hidden,
                    List.of(),
                    null,
                    32,
                    64,
                    pick(Activation.values()),
                    dropout,
                    inputDropout,
                    pick(WeightInitialiser.values()),
                    new UpdaterConfig(pick(UpdaterType.values()), 0.01, 0.9, 0.9, 0.99, 1e-6),
                    new WeightDecayConfig(decoupled ? 0 : decay, decoupled ? decay : 0),
                    random.nextBoolean() ? 0.3 : null,
                    null,
                    ModelEngine.AUTO);
            List<Double> rates = new ArrayList<>();
            for (int pass = 0; drops && passes > 1 && random.nextInt(4) == 0 && pass < passes; pass++) {
                rates.add(0.1 * (pass + 1));
            }
            rDrop = new RDropConfig(
                    drops && passes > 1 ? 3 * random.nextDouble() : 0,
                    AlphaPreset.NONE,
                    null,
                    new RDropConfig(0, 1).schedule(),
                    passes,
                    passes > 1 ? 1 + random.nextInt(2) : 1,
                    rates.size() == passes ? rates : List.of(),
                    pick(DropoutSampling.values()),
                    pick(Reduction.values()),
                    isClassifier && random.nextBoolean() ? 0.1 : 0,
                    false);
        }

        private <T> T pick(T[] values) {
            return values[random.nextInt(values.length)];
        }

        Shapes shapes() {
            OutputShape output =
                    isClassifier ? new OutputShape.Classes(2 + random.nextInt(5)) : new OutputShape.Values(1);
            return new Shapes(new InputShape.Vector(inputs), output, false);
        }

        TensorBatch batch(Shapes shapes) {
            int rows = 1 + random.nextInt(24);
            float[] values = new float[rows * inputs];
            double[] targets = new double[rows];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            for (int row = 0; row < rows; row++) {
                double target = isClassifier ? random.nextInt(shapes.outputs()) : random.nextGaussian();
                targets[row] = random.nextInt(5) == 0 ? Double.NaN : target;
            }
            return new TensorBatch(rows, inputs, values, targets);
        }

        @Override
        public String toString() {
            return inputs + " inputs, " + model + ", " + rDrop;
        }
    }

    @ParameterizedTest
    @MethodSource("draws")
    void givesTheGradientsPredictionsAndUpdatesOfDl4j(Draw draw) {
        Shapes shapes = draw.shapes();
        LayerSettings settings = new LayerSettings(draw.model, 7, shapes.output());
        StandardNetwork standard = Mlp.network(settings, draw.inputs);
        Training training = new Training(standard, draw.rDrop, 7, shapes.output());
        try (Network network = training.definition().build()) {
            Engine dl4j = Engine.of(ModelEngine.DL4J, false, network, training, draw.rDrop, shapes);
            Engine planned = Engine.of(ModelEngine.AUTO, false, network, training, draw.rDrop, shapes);
            assertThat(dl4j.backprop()).isInstanceOf(Dl4jBackprop.class);
            assertThat(planned.backprop()).isInstanceOf(PlannedBackprop.class);
            assertThat(planned.optimiser()).isInstanceOf(FusedOptimiser.class);
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = draw.batch(shapes);
                if (draw.random.nextBoolean()) {
                    comparePredictions(dl4j, planned, batch, shapes);
                }
                compareGradients(dl4j, planned, batch, draw, network, training.counter(), step);
                compareUpdates(dl4j, planned, network, step, batch.rows());
            }
            dl4j.backprop().close();
            planned.backprop().close();
        }
    }

    private static void comparePredictions(Engine dl4j, Engine planned, TensorBatch batch, Shapes shapes) {
        float[] expected = new float[batch.rows() * shapes.outputs()];
        float[] found = new float[expected.length];
        dl4j.backprop().predict(batch, expected);
        planned.backprop().predict(batch, found);
        assertClose("prediction", found, expected);
    }

    private static void compareGradients(
            Engine dl4j,
            Engine planned,
            TensorBatch batch,
            Draw draw,
            Network network,
            DropoutCounter counter,
            int step) {
        boolean isPlain = draw.rDrop.isPlain(step);
        double alpha = isPlain ? 0 : draw.rDrop.alpha();
        if (isPlain) {
            counter.plainStep(step);
        } else {
            counter.step(step);
        }
        INDArray gradient = network.model().getGradientsViewArray();
        LossTerms expectedTerms = dl4j.backprop().backpropagate(batch, isPlain, alpha);
        double expectedNorm = dl4j.optimiser().gradientNorm();
        float[] expected = gradient.toFloatVector();
        network.endUpdate();
        gradient.assign(Float.NaN);
        LossTerms terms = planned.backprop().backpropagate(batch, isPlain, alpha);
        assertClose("fit", terms.fit(), expectedTerms.fit());
        assertClose("consistency", terms.consistency(), expectedTerms.consistency());
        assertClose("loss", terms.loss(), expectedTerms.loss());
        assertClose("gradient norm", planned.optimiser().gradientNorm(), expectedNorm);
        assertClose("gradient", gradient.toFloatVector(), expected);
    }

    /** From one gradient, so that what an optimiser makes of its last digits does not count. */
    private static void compareUpdates(Engine dl4j, Engine planned, Network network, int iteration, int rows) {
        INDArray state = network.updater().getStateViewArray();
        INDArray[] arrays = state == null
                ? new INDArray[] {network.model().params(), network.model().getGradientsViewArray()}
                : new INDArray[] {network.model().params(), network.model().getGradientsViewArray(), state};
        INDArray[] before = Arrays.stream(arrays).map(INDArray::dup).toArray(INDArray[]::new);
        dl4j.optimiser().step(0.7, iteration, 0, rows);
        float[][] expected = Arrays.stream(arrays).map(INDArray::toFloatVector).toArray(float[][]::new);
        for (int i = 0; i < arrays.length; i++) {
            arrays[i].assign(before[i]);
        }
        planned.optimiser().step(0.7, iteration, 0, rows);
        planned.backprop().parametersChanged();
        network.progress(iteration + 1, 0);
        assertClose("parameters", arrays[0].toFloatVector(), expected[0]);
        if (state != null) {
            assertClose("optimiser state", state.toFloatVector(), expected[2]);
        }
    }

    private static void assertClose(String what, double found, double expected) {
        assertThat(found).as(what).isFinite().isCloseTo(expected, within(1e-6 + RELATIVE * Math.abs(expected)));
    }

    private static void assertClose(String what, float[] found, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(found).as(what).containsExactly(expected, within(RELATIVE * largest + 1e-12f));
    }
}

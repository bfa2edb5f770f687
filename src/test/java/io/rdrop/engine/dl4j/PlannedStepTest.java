package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.config.Precision;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.DenseModel;
import io.rdrop.objective.AlphaPreset;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dense engine against DL4J's own step, of random networks, on the same parameters and with the same masks. */
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
                    ModelEngine.AUTO,
                    Precision.FLOAT32,
                    true);
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
    void givesThePredictionsTermsAndUpdatesOfDl4j(Draw draw) throws IOException {
        Shapes shapes = draw.shapes();
        try (TrainableModel planned = create(draw.model, draw.rDrop, shapes);
                TrainableModel dl4j = create(Models.on(ModelEngine.DL4J, draw.model), draw.rDrop, shapes)) {
            assertThat(planned).isInstanceOf(DenseModel.class);
            assertThat(dl4j).isInstanceOf(Dl4jModel.class);
            assertThat(export(planned)).isEqualTo(export(dl4j));
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = draw.batch(shapes);
                if (draw.random.nextBoolean()) {
                    assertClose("prediction", predict(planned, batch), predict(dl4j, batch));
                }
                double[] before = Models.parameters(dl4j);
                UpdateResult expected = dl4j.update(batch);
                UpdateResult found = planned.update(batch);
                assertClose("fit", found.crossEntropy(), expected.crossEntropy());
                assertClose("consistency", found.klDivergence(), expected.klDivergence());
                assertClose("loss", found.loss(), expected.loss());
                assertClose("gradient norm", found.gradientNorm(), expected.gradientNorm());
                double[] after = Models.parameters(dl4j);
                // Not value by value: what rounding does to a gradient of nearly 0, Adam makes a step of.
                assertThat(distance(Models.parameters(planned), after))
                        .as("parameters")
                        .isLessThanOrEqualTo(2e-3 * distance(before, after) + 1e-6);
                ByteArrayOutputStream state = new ByteArrayOutputStream();
                dl4j.save(new DataOutputStream(state));
                planned.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
            }
        }
    }

    private static TrainableModel create(ModelConfig model, RDropConfig rDrop, Shapes shapes) {
        return Models.create(model, rDrop, 7, shapes.input(), shapes.output());
    }

    private static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] predictions = new float[batch.rows() * model.outputs()];
        model.predict(batch, predictions);
        return predictions;
    }

    private static byte[] export(TrainableModel model) throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        model.export(zip);
        return zip.toByteArray();
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
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

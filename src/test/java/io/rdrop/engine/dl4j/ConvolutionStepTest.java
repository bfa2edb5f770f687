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
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.DenseModel;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.dense.ModelState.Identity;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The dense engine's convolutions against DL4J's, of random networks, on the same parameters and masks. */
class ConvolutionStepTest {
    private static final int STEPS = 3;
    private static final int CLASSES = 3;
    private static final float RELATIVE = 1e-5f;

    static Stream<Draw> draws() {
        return IntStream.range(0, 30).mapToObj(seed -> new Draw(new Random(seed)));
    }

    /** A random network and objective. */
    private static final class Draw {
        private final Random random;
        private final InputShape.Image image;
        private final ModelConfig model;
        private final RDropConfig rDrop;

        Draw(Random random) {
            this.random = random;
            image = new InputShape.Image(1 + random.nextInt(3), 1 + random.nextInt(12), 1 + random.nextInt(12));
            List<Integer> filters = Stream.generate(() -> 1 + random.nextInt(6))
                    .limit(1 + random.nextInt(3))
                    .toList();
            List<Integer> hidden = random.nextBoolean() ? List.of(1 + random.nextInt(12)) : List.of();
            double dropout = random.nextInt(4) == 0 ? 0 : 0.3;
            double decay = random.nextInt(3) == 0 ? 0.05 : 0;
            boolean decoupled = random.nextBoolean();
            Activation[] activations = {Activation.TANH, Activation.SIGMOID, Activation.SOFTPLUS, Activation.ELU};
            UpdaterType[] updaters = UpdaterType.values().clone();
            model = cnn(
                    filters,
                    1 + random.nextInt(5),
                    hidden,
                    activations[random.nextInt(activations.length)],
                    dropout,
                    updaters[random.nextInt(updaters.length)],
                    new WeightDecayConfig(decoupled ? 0 : decay, decoupled ? decay : 0));
            RDropConfig standard = new RDropConfig(dropout > 0 ? 1.5 : 0, 2);
            rDrop = Models.sampled(
                    random.nextBoolean() ? DropoutSampling.PER_BATCH : DropoutSampling.PER_EXAMPLE, standard);
        }

        TensorBatch batch() {
            int rows = 1 + random.nextInt(9);
            float[] values = new float[rows * image.width()];
            double[] targets = new double[rows];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            for (int row = 0; row < rows; row++) {
                targets[row] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(CLASSES);
            }
            return new TensorBatch(rows, image.width(), values, targets);
        }

        @Override
        public String toString() {
            return image + ", " + model + ", " + rDrop;
        }
    }

    @ParameterizedTest
    @MethodSource("draws")
    void givesThePredictionsTermsAndUpdatesOfDl4j(Draw draw) throws IOException {
        try (TrainableModel planned = create(draw.model, draw.rDrop, draw.image);
                TrainableModel dl4j = create(Models.on(ModelEngine.DL4J, draw.model), draw.rDrop, draw.image)) {
            assertThat(planned).isInstanceOf(DenseModel.class);
            assertThat(dl4j).isInstanceOf(Dl4jModel.class);
            assertThat(export(planned)).isEqualTo(export(dl4j));
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = draw.batch();
                if (draw.random.nextBoolean()) {
                    assertThat(predict(planned, batch)).containsExactly(predict(dl4j, batch), within(RELATIVE));
                }
                double[] before = Models.parameters(dl4j);
                UpdateResult expected = dl4j.update(batch);
                UpdateResult found = planned.update(batch);
                assertClose("fit", found.crossEntropy(), expected.crossEntropy());
                assertClose("consistency", found.klDivergence(), expected.klDivergence());
                assertClose("gradient norm", found.gradientNorm(), expected.gradientNorm());
                double[] after = Models.parameters(dl4j);
                // Not value by value: what rounding does to a gradient of nearly 0, Adam makes a step of.
                assertThat(distance(Models.parameters(planned), after))
                        .as("parameters")
                        .isLessThanOrEqualTo(2e-3 * distance(before, after) + 1e-6);
                planned.restore(in(save(dl4j)));
                assertThat(planned.stateSha256()).isEqualTo(dl4j.stateSha256());
                assertThat(save(planned)).isEqualTo(save(dl4j));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsThatFallStayWithDl4j(Activation activation) {
        InputShape.Image image = new InputShape.Image(1, 4, 5);
        ModelConfig model = cnn(List.of(2), 3, List.of(4), activation, 0.3, UpdaterType.SGD, WeightDecayConfig.none());
        try (TrainableModel usual = create(model, new RDropConfig(1, 2), image)) {
            boolean falls = activation == Activation.GELU || activation == Activation.SWISH;
            assertThat(usual).isInstanceOf(falls ? Dl4jModel.class : DenseModel.class);
        }
    }

    /** What versions before this engine knew convolutions have in their checkpoints. */
    @Test
    void goesOnFromAStateThatNamesDl4jsConfiguration() throws IOException {
        Draw draw = new Draw(new Random(3));
        try (TrainableModel planned = create(draw.model, draw.rDrop, draw.image);
                TrainableModel dl4j = create(Models.on(ModelEngine.DL4J, draw.model), draw.rDrop, draw.image)) {
            dl4j.update(draw.batch());
            byte[] state = save(dl4j);
            DataInputStream header = in(state);
            header.readInt();
            Identity identity = new Identity(null, header.readUTF());
            int optimiserState = (int) (dl4j.stateBytes() / Float.BYTES - dl4j.parameters());
            ModelState read = ModelState.read(in(state), identity, dl4j.inputs(), dl4j.parameters(), optimiserState);
            ByteArrayOutputStream old = new ByteArrayOutputStream();
            ModelState.write(
                    new DataOutputStream(old),
                    new Identity("0123456789abcdef", null),
                    read.step(),
                    read.examples(),
                    read.iteration(),
                    read.epoch(),
                    new FloatArray(read.parameters()),
                    new FloatArray(read.optimiserState()),
                    null);
            planned.restore(in(old.toByteArray()));
            assertThat(planned.stateSha256()).isEqualTo(dl4j.stateSha256());
            assertThat(planned.step()).isEqualTo(1);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // written and dropped
    private record FloatArray(float[] values) implements io.rdrop.engine.Floats {
        @Override
        public long length() {
            return values.length;
        }

        @Override
        public void get(long from, float[] into, int count) {
            System.arraycopy(values, (int) from, into, 0, count);
        }
    }

    private static ModelConfig cnn(
            List<Integer> filters,
            int kernel,
            List<Integer> hidden,
            Activation activation,
            double dropout,
            UpdaterType updater,
            WeightDecayConfig decay) {
        return new ModelConfig(
                ModelType.CNN,
                hidden,
                filters,
                kernel,
                32,
                64,
                activation,
                dropout,
                0,
                WeightInitialiser.XAVIER,
                new UpdaterConfig(updater, 0.01, 0.9, 0.9, 0.99, 1e-6),
                decay,
                null,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    private static TrainableModel create(ModelConfig model, RDropConfig rDrop, InputShape.Image image) {
        return Models.create(model, rDrop, 7, image, new OutputShape.Classes(CLASSES));
    }

    private static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] predictions = new float[batch.rows() * model.outputs()];
        model.predict(batch, predictions);
        return predictions;
    }

    private static byte[] save(TrainableModel model) throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        model.save(new DataOutputStream(state));
        return state.toByteArray();
    }

    private static DataInputStream in(byte[] state) {
        return new DataInputStream(new ByteArrayInputStream(state));
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
        assertThat(found).as(what).isFinite().isCloseTo(expected, within(1e-6 + 2 * RELATIVE * Math.abs(expected)));
    }
}

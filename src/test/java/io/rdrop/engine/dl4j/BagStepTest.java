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
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A first layer that is a table against the same layer as a matrix, which moves every weight in every step. */
class BagStepTest {
    private static final int INPUTS = 300;
    private static final int CLASSES = 4;
    private static final int STEPS = 60;

    static Stream<Draw> draws() {
        return IntStream.range(0, 40).mapToObj(seed -> new Draw(new Random(seed)));
    }

    /** A random network and objective, of those whose first layer can be a table. */
    private static final class Draw {
        private final Random random;
        private final boolean isClassifier;
        private final ModelConfig model;
        private final RDropConfig rDrop;

        Draw(Random random) {
            this.random = random;
            isClassifier = random.nextInt(4) > 0;
            List<UpdaterType> types = List.of(UpdaterType.values());
            UpdaterType type = types.get(random.nextInt(types.size()));
            List<Integer> hidden = Stream.generate(() -> 1 + random.nextInt(30))
                    .limit(random.nextInt(4))
                    .toList();
            double dropout = hidden.isEmpty() || random.nextInt(4) == 0 ? 0 : 0.1 + 0.4 * random.nextDouble();
            double decay = random.nextInt(3) == 0 ? 0.05 : 0;
            boolean decoupled = type != UpdaterType.SGD || random.nextBoolean();
            model = model(
                    hidden,
                    dropout,
                    new UpdaterConfig(type, 0.005, 0.9, 0.9, 0.99 + 0.0099 * random.nextDouble(), 1e-6),
                    new WeightDecayConfig(decoupled ? 0 : decay, decoupled ? decay : 0),
                    random.nextBoolean() ? 0.3 : null);
            RDropConfig base = new RDropConfig(dropout > 0 ? 2 * random.nextDouble() : 0, dropout > 0 ? 2 : 1);
            rDrop = random.nextBoolean() ? base : Models.sampled(DropoutSampling.PER_BATCH, base);
        }

        OutputShape output() {
            return isClassifier ? new OutputShape.Classes(CLASSES) : new OutputShape.Values(1);
        }

        @Override
        public String toString() {
            return model + ", " + rDrop;
        }
    }

    private static ModelConfig model(
            List<Integer> hidden,
            double dropout,
            UpdaterConfig updater,
            WeightDecayConfig decay,
            @Nullable Double clip) {
        return new ModelConfig(
                ModelType.MLP,
                hidden,
                List.of(),
                null,
                32,
                64,
                Activation.TANH,
                dropout,
                0,
                WeightInitialiser.XAVIER,
                updater,
                decay,
                clip,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    private static TrainableModel table(Draw draw) {
        return Models.create(draw.model, draw.rDrop, 3, new InputShape.Bag(INPUTS), draw.output());
    }

    private static TrainableModel matrix(Draw draw) {
        return Models.create(draw.model, draw.rDrop, 3, new InputShape.Vector(INPUTS), draw.output());
    }

    /** Rows with a few words, of which some are common and most are rare, so that rows of the table rest for long. */
    private static TensorBatch batch(Random random, boolean isClassifier) {
        int rows = 1 + random.nextInt(8);
        SparseRows inputs = new SparseRows(INPUTS);
        double[] targets = new double[rows];
        for (int row = 0; row < rows; row++) {
            random.ints(0, 1000)
                    .map(i -> (int) (INPUTS * Math.pow(i / 1000.0, 4)))
                    .distinct()
                    .limit(random.nextInt(7))
                    .forEach(column -> inputs.add(column, 1 + random.nextInt(2)));
            inputs.endRow();
            targets[row] = isClassifier ? random.nextInt(CLASSES) : random.nextGaussian();
        }
        return new TensorBatch(inputs, targets);
    }

    private static TensorBatch dense(TensorBatch sparse) {
        float[] inputs = new float[sparse.rows() * INPUTS];
        Objects.requireNonNull(sparse.sparse()).toDense(inputs);
        return new TensorBatch(sparse.rows(), INPUTS, inputs, sparse.targets());
    }

    @ParameterizedTest
    @MethodSource("draws")
    void learnsWhatAMatrixLearns(Draw draw) throws IOException {
        try (TrainableModel table = table(draw);
                TrainableModel matrix = matrix(draw)) {
            assertThat(save(table)).startsWith(0, 0, 0, 4);
            assertThat(save(matrix)).startsWith(0, 0, 0, 3);
            assertThat(table.stateSha256()).isEqualTo(matrix.stateSha256());
            double[] start = Models.parameters(matrix);
            for (int step = 0; step < STEPS; step++) {
                TensorBatch sparse = batch(draw.random, draw.isClassifier);
                TensorBatch dense = dense(sparse);
                assertThat(predict(table, sparse)).containsExactly(predict(matrix, dense), within(1e-3f));
                UpdateResult found = table.update(sparse);
                UpdateResult expected = matrix.update(dense);
                assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-3));
                assertThat(found.gradientNorm())
                        .isCloseTo(expected.gradientNorm(), within(1e-3 + 1e-3 * expected.gradientNorm()));
            }
            double[] learned = Models.parameters(matrix);
            // Not value by value: what rounding does to a gradient of nearly 0, Adam makes a step of.
            assertThat(distance(Models.parameters(table), learned)).isLessThan(1e-3 * distance(start, learned));
        }
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @EnumSource(UpdaterType.class)
    void takesManyStepsAtOnceAsIfOneByOne(UpdaterType type) throws IOException {
        ModelConfig config = model(
                List.of(8), 0, new UpdaterConfig(type, 0.01, 0.9, 0.9, 0.999, 1e-7), WeightDecayConfig.none(), null);
        RDropConfig plain = new RDropConfig(0, 1);
        OutputShape output = new OutputShape.Classes(CLASSES);
        try (TrainableModel table = Models.create(config, plain, 3, new InputShape.Bag(INPUTS), output);
                TrainableModel matrix = Models.create(config, plain, 3, new InputShape.Vector(INPUTS), output)) {
            TensorBatch once = row(5, 1);
            TensorBatch other = row(6, 2);
            both(table, matrix, once);
            for (int step = 0; step < 400; step++) {
                both(table, matrix, other);
            }
            // Of steps that rounded 400 times; the table's are the more exact ones.
            assertThat(Models.parameters(table)).containsExactly(Models.parameters(matrix), within(2e-5));
            assertThat(predict(table, once)).containsExactly(predict(matrix, dense(once)), within(1e-5f));
            both(table, matrix, once);
            assertThat(Models.parameters(table)).containsExactly(Models.parameters(matrix), within(2e-5));
        }
    }

    private static void both(TrainableModel table, TrainableModel matrix, TensorBatch batch) {
        table.update(batch);
        matrix.update(dense(batch));
    }

    private static TensorBatch row(int column, double target) {
        SparseRows row = new SparseRows(INPUTS);
        row.add(column, 1);
        row.endRow();
        return new TensorBatch(row, new double[] {target});
    }

    @ParameterizedTest
    @MethodSource("draws")
    void eitherTakesOnTheStateOfTheOther(Draw draw) throws IOException {
        try (TrainableModel table = table(draw);
                TrainableModel matrix = matrix(draw);
                TrainableModel back = table(draw)) {
            for (int step = 0; step < 10; step++) {
                table.update(batch(draw.random, draw.isClassifier));
            }
            restore(matrix, save(table));
            assertThat(matrix.stateSha256()).isEqualTo(table.stateSha256());
            restore(back, save(matrix));
            assertThat(back.stateSha256()).isEqualTo(table.stateSha256());
            TensorBatch next = batch(draw.random, draw.isClassifier);
            assertThat(predict(back, next)).containsExactly(predict(table, next), within(1e-5f));
        }
    }

    @Test
    void whatRowsOweIsDueUnderTheRateOfThen() throws IOException {
        ModelConfig fast = model(List.of(8), 0, Models.updater(UpdaterType.ADAM, 0.1), WeightDecayConfig.none(), null);
        ModelConfig slow =
                model(List.of(8), 0, Models.updater(UpdaterType.ADAM, 0.0001), WeightDecayConfig.none(), null);
        RDropConfig plain = new RDropConfig(0, 1);
        InputShape bag = new InputShape.Bag(INPUTS);
        OutputShape output = new OutputShape.Classes(CLASSES);
        try (TrainableModel before = Models.create(fast, plain, 3, bag, output);
                TrainableModel after = Models.create(slow, plain, 3, bag, output)) {
            before.update(row(5, 1));
            for (int step = 0; step < 20; step++) {
                before.update(row(6, 2));
            }
            restore(after, save(before));
            assertThat(after.stateSha256()).isEqualTo(before.stateSha256());
            assertThat(predict(after, row(5, 1))).containsExactly(predict(before, row(5, 1)), within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("draws")
    void takesOnAScaledRateAsAMatrixDoes(Draw draw) throws IOException {
        try (TrainableModel table = table(draw);
                TrainableModel matrix = matrix(draw)) {
            double[] start = Models.parameters(matrix);
            for (int step = 0; step < STEPS; step++) {
                if (step == STEPS / 2) {
                    table.scaleLearningRate(0.1);
                    matrix.scaleLearningRate(0.1);
                }
                TensorBatch sparse = batch(draw.random, draw.isClassifier);
                assertThat(table.update(sparse).learningRate())
                        .isEqualTo(matrix.update(dense(sparse)).learningRate());
            }
            double[] learned = Models.parameters(matrix);
            assertThat(distance(Models.parameters(table), learned)).isLessThan(1e-3 * distance(start, learned));
        }
    }

    @Test
    void l2OfAdamMakesAMatrixOfIt() throws IOException {
        ModelConfig config =
                model(List.of(8), 0.2, Models.updater(UpdaterType.ADAM, 0.1), new WeightDecayConfig(0.01, 0), null);
        try (TrainableModel model = Models.create(
                config, new RDropConfig(1, 2), 3, new InputShape.Bag(INPUTS), new OutputShape.Classes(CLASSES))) {
            assertThat(save(model)).startsWith(0, 0, 0, 3);
            assertThat(model.update(batch(new Random(1), true)).applied()).isTrue();
        }
    }

    @Test
    void dl4jsOwnBackpropTakesSparseRows() {
        ModelConfig config = Models.on(
                ModelEngine.DL4J,
                model(List.of(8), 0.2, Models.updater(UpdaterType.ADAM, 0.1), WeightDecayConfig.none(), null));
        try (TrainableModel sparse = Models.create(
                        config,
                        new RDropConfig(1, 2),
                        3,
                        new InputShape.Bag(INPUTS),
                        new OutputShape.Classes(CLASSES));
                TrainableModel dense = Models.create(
                        config,
                        new RDropConfig(1, 2),
                        3,
                        new InputShape.Vector(INPUTS),
                        new OutputShape.Classes(CLASSES))) {
            TensorBatch batch = batch(new Random(1), true);
            assertThat(sparse.update(batch)).isEqualTo(dense.update(dense(batch)));
            assertThat(sparse.stateSha256()).isEqualTo(dense.stateSha256());
        }
    }

    private static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] predictions = new float[batch.rows() * model.outputs()];
        model.predict(batch, predictions);
        return predictions;
    }

    private static byte[] save(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(TrainableModel model, byte[] state) throws IOException {
        model.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

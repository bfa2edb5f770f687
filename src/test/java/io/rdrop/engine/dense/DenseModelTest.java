package io.rdrop.engine.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole updates of random networks against {@link ReferenceNetwork} and {@link ReferenceOptimiser}. */
class DenseModelTest {
    private static final int STEPS = 5;

    static IntStream seeds() {
        return IntStream.range(0, 80);
    }

    private static ModelSpec draw(Random random) {
        boolean isClassifier = random.nextInt(4) > 0;
        List<Integer> hidden = new ArrayList<>();
        while (hidden.size() < 3 && random.nextInt(3) > 0) {
            hidden.add(1 + random.nextInt(20));
        }
        double dropout = random.nextInt(3) == 0 ? 0 : 0.1 + 0.5 * random.nextDouble();
        double inputDropout = random.nextInt(3) == 0 ? 0.05 + 0.3 * random.nextDouble() : 0;
        boolean drops = inputDropout > 0 || (dropout > 0 && !hidden.isEmpty());
        int passes = drops ? 1 + random.nextInt(3) : 1;
        String model = String.format(
                Locale.ROOT,
                "type: mlp, hidden: %s, activation: %s, dropout: %.3f, input-dropout: %.3f, updater: {type: %s,"
                        + " learning-rate: 0.01, beta2: 0.99, epsilon: 1.0e-3}, weight-decay: {%s: %.2f}%s",
                hidden,
                yaml(pick(random, Activation.values())),
                hidden.isEmpty() ? 0 : dropout,
                inputDropout,
                yaml(pick(random, UpdaterType.values())),
                random.nextBoolean() ? "l2" : "decoupled",
                random.nextInt(3) == 0 ? 0.05 : 0,
                random.nextBoolean() ? ", gradient-clip: 0.3" : "");
        String rDrop = String.format(
                Locale.ROOT,
                "alpha: %.3f, passes: %d, every: %d, dropout-sampling: %s, reduction: %s, label-smoothing: %.1f",
                passes > 1 ? 3 * random.nextDouble() : 0,
                passes,
                passes > 1 ? 1 + random.nextInt(2) : 1,
                yaml(pick(random, DropoutSampling.values())),
                yaml(pick(random, Reduction.values())),
                isClassifier && random.nextBoolean() ? 0.1 : 0);
        OutputShape output = isClassifier ? new OutputShape.Classes(2 + random.nextInt(4)) : new OutputShape.Values(1);
        int inputs = 1 + random.nextInt(12);
        InputShape input = random.nextInt(3) == 0 ? new InputShape.Bag(inputs) : new InputShape.Vector(inputs);
        return DenseModels.spec(random.nextInt(1000), input, output, model, rDrop);
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static String yaml(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static TensorBatch batch(ModelSpec spec, Random random) {
        int rows = 2 + random.nextInt(10);
        int inputs = spec.shapes().inputs();
        float[] values = new float[rows * inputs];
        double[] targets = new double[rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextGaussian();
        }
        for (int row = 0; row < rows; row++) {
            double target =
                    spec.shapes().isClassifier() ? random.nextInt(spec.shapes().outputs()) : random.nextGaussian();
            targets[row] = row > 0 && random.nextInt(5) == 0 ? Double.NaN : target;
        }
        return new TensorBatch(rows, inputs, values, targets);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void updatesAsWrittenOutInFloat64(int seed) throws IOException {
        Random random = new Random(seed);
        ModelSpec spec = draw(random);
        DropoutCounter masks = DropoutCounter.of(spec);
        try (TrainableModel model = DenseModels.create(spec)) {
            double[] parameters = parameters(model, spec);
            double[] start = parameters.clone();
            ReferenceOptimiser optimiser = new ReferenceOptimiser(spec.model(), parameters.length);
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = batch(spec, random);
                boolean isPlain = spec.rDrop().isPlain(step);
                double alpha = isPlain ? 0 : spec.rDrop().alpha();
                if (isPlain) {
                    masks.plainStep(step);
                } else {
                    masks.step(step);
                }
                ReferenceNetwork reference = new ReferenceNetwork(spec, parameters, masks, isPlain);
                double[] gradient = reference.gradient(batch, alpha);
                int perRow = spec.rDrop().reduction() == Reduction.SUM ? batch.rows() : 1;

                UpdateResult result = model.update(batch);

                assertThat(result.alpha()).isEqualTo(alpha);
                close("loss", result.loss() * perRow, reference.loss(alpha));
                close("consistency", result.klDivergence() * perRow, reference.consistency);
                close("gradient norm", result.gradientNorm(), norm(gradient, new double[gradient.length]));
                optimiser.step(parameters, gradient, weights(spec, parameters.length));
                double moved = norm(parameters, start);
                assertThat(norm(parameters(model, spec), parameters))
                        .as("distance of the parameters after step %d, of %f that they moved", step, moved)
                        .isLessThan(3e-3 * moved + 1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void predictsEachRowAsAloneAndByTheParametersOfNow(int seed) {
        Random random = new Random(seed);
        ModelSpec spec = draw(random);
        int outputs = spec.shapes().outputs();
        try (TrainableModel model = DenseModels.create(spec)) {
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = batch(spec, random);
                model.update(batch);
                float[] together = new float[batch.rows() * outputs];
                boolean isEach = model.predictEach(batch, together);
                assertThat(isEach || spec.shapes().input() instanceof InputShape.Bag)
                        .isTrue();
                for (int row = 0; isEach && row < batch.rows(); row++) {
                    int width = batch.width();
                    float[] inputs = Arrays.copyOfRange(batch.inputs(), row * width, (row + 1) * width);
                    TensorBatch one = new TensorBatch(1, width, inputs, new double[] {batch.targets()[row]});
                    float[] alone = new float[outputs];
                    float[] byBlas = new float[outputs];
                    assertThat(model.predictEach(one, alone)).isTrue();
                    model.predict(one, byBlas);
                    for (int k = 0; k < outputs; k++) {
                        assertThat(together[row * outputs + k]).isEqualTo(alone[k]);
                        assertThat(alone[k]).isCloseTo(byBlas[k], within(1e-4f * Math.max(1, Math.abs(byBlas[k]))));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdaterType.class)
    void aTenthOfARateIsThatRate(UpdaterType type) {
        InputShape input = type == UpdaterType.ADAM ? new InputShape.Bag(6) : new InputShape.Vector(6);
        String model =
                "hidden: [5], weight-decay: {decoupled: 0.01}, updater: {type: " + yaml(type) + ", learning-rate: ";
        ModelSpec tenfold = DenseModels.spec(3, input, new OutputShape.Classes(3), model + "0.1}", "alpha: 1");
        ModelSpec spec = DenseModels.spec(3, input, new OutputShape.Classes(3), model + "0.01}", "alpha: 1");
        try (TrainableModel scaled = DenseModels.create(tenfold);
                TrainableModel configured = DenseModels.create(spec)) {
            scaled.scaleLearningRate(0.1);
            Random random = new Random(4);
            for (int step = 0; step < STEPS; step++) {
                TensorBatch batch = batch(spec, random);
                scaled.update(batch);
                configured.update(batch);
            }
            assertThat(scaled.stateSha256()).isEqualTo(configured.stateSha256());
        }
    }

    private static void close(String what, double found, double expected) {
        assertThat(found).as(what).isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
    }

    private static double norm(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    private static boolean[] weights(ModelSpec spec, int parameters) {
        boolean[] isWeight = new boolean[parameters];
        int at = 0;
        for (DenseNetwork.Layer layer : DenseNetwork.of(spec).layers()) {
            int weights = layer.inputs() * layer.units();
            for (int i = 0; i < weights; i++) {
                isWeight[at + i] = true;
            }
            at += weights + layer.units();
        }
        return isWeight;
    }

    private static double[] parameters(TrainableModel model, ModelSpec spec) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.save(new DataOutputStream(out));
        DenseNetwork network = DenseNetwork.of(spec);
        float[] values = ModelState.read(
                        new DataInputStream(new ByteArrayInputStream(out.toByteArray())),
                        new ModelState.Identity(null, DenseNetwork.identity(spec)),
                        model.inputs(),
                        network.parameters(),
                        network.optimiserState())
                .standard(network.layers().get(0).units())
                .parameters();
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}

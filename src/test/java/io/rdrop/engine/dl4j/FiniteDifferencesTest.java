package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.dense.ModelState.Identity;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The gradient of every parameter, through every dropout of the network, against the loss itself. */
class FiniteDifferencesTest {
    private static final float H = 1f / 1024;
    private static final int LENGTH = 6;

    private final ByteArrayOutputStream saved = new ByteArrayOutputStream();

    @ParameterizedTest(name = "{0}, input dropout {1}, targets {2}")
    @CsvSource({
        "CNN, 0.3, classes",
        "CNN, 0, classes",
        "TEXT_CNN, 0.3, classes",
        "TEXT_CNN, 0, classes",
        "LSTM, 0.3, classes",
        "LSTM, 0, classes",
        "MLP, 0.3, numbers",
        "TEXT_CNN, 0.3, numbers"
    })
    void gradientIsTheSlopeOfTheLoss(ModelType type, double inputDropout, String targets) throws IOException {
        InputShape input =
                switch (type) {
                    case CNN -> new InputShape.Image(1, 2, 3);
                    case MLP -> new InputShape.Vector(LENGTH);
                    default -> new InputShape.Tokens(LENGTH, 8);
                };
        OutputShape output = targets.equals("numbers") ? new OutputShape.Values(1) : new OutputShape.Classes(3);
        try (TrainableModel model = Models.create(
                Models.network(
                        type, List.of(4), Activation.TANH, 0.3, inputDropout, Models.updater(UpdaterType.SGD, 1)),
                new RDropConfig(2, 2),
                31,
                input,
                output)) {
            TensorBatch batch = input instanceof InputShape.Tokens tokens
                    ? new SyntheticTexts(2, tokens, 3).next(5)
                    : new SyntheticBatches(2, LENGTH, 3).next(5);
            model.save(new DataOutputStream(saved));
            DataInputStream header = new DataInputStream(new ByteArrayInputStream(saved.toByteArray()));
            boolean isOfSettings = header.readInt() > 2;
            String name = header.readUTF();
            Identity identity = isOfSettings ? new Identity(null, name) : new Identity(name, null);
            float[] start = parameters(model, identity);
            assertThat(model.update(batch).klDivergence()).isPositive();
            float[] moved = parameters(model, identity);
            for (int k = 0; k < start.length; k++) {
                float kept = start[k];
                start[k] = kept + H;
                double above = loss(model, identity, start, batch);
                start[k] = kept - H;
                double below = loss(model, identity, start, batch);
                start[k] = kept;
                double here = loss(model, identity, start, batch);
                // Where a maximum is about to change its place, the slope of one side is that of another piece.
                double gradient = (double) kept - moved[k];
                double off = DoubleStream.of((above - below) / 2, above - here, here - below)
                        .map(rise -> Math.abs(rise / H - gradient))
                        .min()
                        .orElseThrow();
                assertThat(off)
                        .as("distance of %f from the slope along parameter %d of %d", gradient, k, start.length)
                        .isLessThan(2e-3 * Math.max(1, Math.abs(gradient)));
            }
        }
    }

    private float[] parameters(TrainableModel model, Identity identity) throws IOException {
        saved.reset();
        model.save(new DataOutputStream(saved));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.toByteArray()));
        return ModelState.read(in, identity, model.inputs(), model.parameters(), 0)
                .parameters();
    }

    /** Of step 0, so always with the same masks. */
    private static double loss(TrainableModel model, Identity identity, float[] parameters, TensorBatch batch)
            throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        try (INDArray values = Nd4j.createFromArray(parameters)) {
            ModelState.write(new DataOutputStream(state), identity, 0, 0, 0, 0, HostFloats.of(values), null, null);
        }
        model.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
        return model.update(batch).loss();
    }
}

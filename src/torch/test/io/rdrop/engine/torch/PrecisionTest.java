package io.rdrop.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.ModelType;
import io.rdrop.config.Precision;
import io.rdrop.engine.Device;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code model.precision: bf16}, on the CPU. */
@SuppressWarnings("try") // a scope is there to be closed
class PrecisionTest {
    private static final int CLASSES = 3;
    private static final int ROWS = 16;
    private static final int UPDATES = 40;

    @SuppressWarnings("ImmutableEnumChecker") // a shape is a record of numbers
    private enum Kind {
        MLP(ModelType.MLP, new InputShape.Vector(6)),
        CNN(ModelType.CNN, new InputShape.Image(1, 6, 6)),
        LSTM(ModelType.LSTM, new InputShape.Tokens(9, 20)),
        TRANSFORMER(ModelType.TRANSFORMER, new InputShape.Tokens(9, 20)),
        VISION(ModelType.TRANSFORMER, new InputShape.Image(1, 6, 6));

        private final ModelType type;
        private final InputShape input;

        Kind(ModelType type, InputShape input) {
            this.type = type;
            this.input = input;
        }

        TrainableModel model(String precision) {
            String hidden = type == ModelType.TRANSFORMER ? "" : "hidden: [12], ";
            ModelSpec spec = TorchModels.spec(
                    "torch",
                    type,
                    1,
                    input,
                    new OutputShape.Classes(CLASSES),
                    hidden + "dropout: 0.1, updater: {learning-rate: 0.01}, precision: " + precision,
                    "alpha: 0.5");
            return TorchModels.create(spec);
        }

        IntFunction<TensorBatch> batches() {
            if (input instanceof InputShape.Tokens tokens) {
                SyntheticTexts texts = new SyntheticTexts(1, tokens, CLASSES);
                return texts::next;
            }
            SyntheticBatches batches = new SyntheticBatches(1, input.width(), CLASSES);
            return batches::next;
        }
    }

    private static double learned(TrainableModel model, IntFunction<TensorBatch> batches) {
        double first = 0;
        double last = 0;
        for (int i = 0; i < UPDATES; i++) {
            double loss = model.update(batches.apply(ROWS)).crossEntropy();
            first += i < UPDATES / 4 ? loss : 0;
            last += i >= UPDATES - UPDATES / 4 ? loss : 0;
        }
        return last / first;
    }

    private static float[] predicted(TrainableModel model, TensorBatch batch) {
        float[] predicted = new float[batch.rows() * CLASSES];
        model.predict(batch, predicted);
        return predicted;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void itLearnsTheSameToThreeDigitsAndNotToSeven(Kind kind) {
        try (TrainableModel whole = kind.model("float32");
                TrainableModel mixed = kind.model("bf16")) {
            TensorBatch batch = kind.batches().apply(ROWS);
            float[] expected = predicted(whole, batch);
            float[] predicted = predicted(mixed, batch);
            double most = 0;
            for (int i = 0; i < predicted.length; i++) {
                assertThat(predicted[i]).isCloseTo(expected[i], within(0.02f));
                most = Math.max(most, Math.abs(predicted[i] - expected[i]));
            }
            assertThat(most).isGreaterThan(1e-6);

            double ratio = learned(whole, kind.batches());
            assertThat(learned(mixed, kind.batches())).isCloseTo(ratio, within(0.1));
        }
    }

    /** What is kept is float32: a step far smaller than bfloat16 can tell is not lost. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSavedIsFloat32AndGoesOnToTheSameBytes(Kind kind) throws IOException {
        try (TrainableModel model = kind.model("bf16");
                TrainableModel restored = kind.model("bf16");
                TrainableModel other = kind.model("float32")) {
            IntFunction<TensorBatch> batches = kind.batches();
            for (int i = 0; i < 5; i++) {
                model.update(batches.apply(ROWS));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            model.save(new DataOutputStream(out));
            restored.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
            other.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
            assertThat(other.stateSha256()).isEqualTo(model.stateSha256());
            float[] values = new float[Math.toIntExact(model.parameters())];
            Parameters.floats(((TorchModel) model).flat().flat()).get(0, values, values.length);
            int finer = 0;
            for (float value : values) {
                finer += (Float.floatToRawIntBits(value) & 0xffff) == 0 ? 0 : 1;
            }
            assertThat(finer).isGreaterThan(values.length / 2);

            TensorBatch batch = batches.apply(ROWS);
            model.update(batch);
            restored.update(batch);
            other.update(batch);

            assertThat(restored.stateSha256()).isEqualTo(model.stateSha256());
            assertThat(other.stateSha256()).isNotEqualTo(model.stateSha256());
        }
    }

    @Test
    void productsOfOthersOnTheThreadStayFloat32() {
        Place mixed = Place.of(Device.CPU, Precision.BF16);
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Place.CPU.of(new float[] {1, 2, 3, 4}, 2, 2);
            try (Place.Mixed within = mixed.mixed()) {
                assertThat(torch.matmul(x, x).scalar_type().intern()).isEqualTo(torch.ScalarType.BFloat16);
                try (Place.Mixed whole = Place.CPU.mixed()) {
                    assertThat(mixed.whole(torch.matmul(x, x)).scalar_type().intern())
                            .isEqualTo(torch.ScalarType.Float);
                }
            }
            assertThat(torch.matmul(x, x).scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        }
    }
}

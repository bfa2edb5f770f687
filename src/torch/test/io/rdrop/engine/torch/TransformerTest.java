package io.rdrop.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.ModelType;
import io.rdrop.engine.Device;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Transformer encoders: gradients, padding, and what is exported. */
@SuppressWarnings("try") // a scope is there to be closed
class TransformerTest {
    private static final Place WIDE = new Place(Device.CPU, ScalarType.Double);
    private static final InputShape.Tokens WORDS = new InputShape.Tokens(6, 20);
    private static final double ALPHA = 1.5;

    private static ModelSpec spec(InputShape input, String rDrop) {
        return TorchModels.spec(
                "torch",
                ModelType.TRANSFORMER,
                1,
                input,
                new OutputShape.Classes(3),
                "hidden: [7], dropout: 0.2, updater: {type: adam, learning-rate: 0.01}",
                rDrop);
    }

    private static TensorBatch images(InputShape.Image image, int rows) {
        Random random = new Random(3);
        float[] pixels = new float[rows * image.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        double[] targets = new double[rows];
        Arrays.setAll(targets, row -> row % 3);
        return new TensorBatch(rows, image.width(), pixels, null, targets);
    }

    @Test
    void theGradientOfTextsIsThatOfTheLoss() {
        checkGradient(WORDS, new SyntheticTexts(3, WORDS, 3).next(4));
    }

    @Test
    void theGradientOfImagesIsThatOfTheLoss() {
        InputShape.Image image = new InputShape.Image(2, 4, 5);
        checkGradient(image, images(image, 3));
    }

    /** Central differences of some parameters of each kind, dropout and R-Drop included. */
    private static void checkGradient(InputShape input, TensorBatch batch) {
        try (TorchModel model = TorchEngine.transformer(spec(input, "alpha: " + ALPHA), WIDE)) {
            Parameters flat = model.flat();
            int length = Math.toIntExact(flat.length());
            double[] gradient = new double[length];
            double[] values = new double[length];
            model.backpropagate(batch, false, ALPHA);
            try (PointerScope scope = new PointerScope()) {
                Place.read(flat.gradient(), gradient, length);
                Place.read(flat.flat(), values, length);
            }
            double step = 1e-5;
            for (int at = 0; at < length; at += Math.max(1, length / 200)) {
                double[] around = new double[2];
                for (int side = 0; side < 2; side++) {
                    double[] moved = values.clone();
                    moved[at] += side == 0 ? step : -step;
                    put(flat, moved);
                    around[side] = model.backpropagate(batch, false, ALPHA).loss();
                }
                assertThat(gradient[at])
                        .as("parameter %d", at)
                        .isCloseTo((around[0] - around[1]) / (2 * step), within(1e-7));
            }
            assertThat(Arrays.stream(gradient).filter(value -> value != 0).count())
                    .isGreaterThan(length / 2);
        }
    }

    private static void put(Parameters flat, double[] values) {
        try (PointerScope scope = new PointerScope()) {
            flat.flat().copy_(WIDE.of(values, values.length));
        }
    }

    /** What pads the short texts beside it is neither looked at nor averaged, nor has it a gradient. */
    @Test
    void aLongerTextBesideItChangesNothingOfAnUpdateButItsOwnPart() {
        float[] two = {3, 4, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0};
        float[] three = Arrays.copyOf(two, 18);
        System.arraycopy(new float[] {6, 7, 8, 9, 10, 11}, 0, three, 12, 6);
        String plain = "alpha: 0, passes: 1";
        try (TrainableModel alone = TorchModels.create(spec(WORDS, plain));
                TrainableModel beside = TorchModels.create(spec(WORDS, plain))) {
            UpdateResult expected = alone.update(SyntheticTexts.batch(2, 6, two, new double[] {1, 2}));
            UpdateResult found = beside.update(SyntheticTexts.batch(3, 6, three, new double[] {1, 2, Double.NaN}));
            assertThat(found.crossEntropy()).isCloseTo(expected.crossEntropy(), within(1e-6));
            assertThat(found.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
        }
    }

    /** Without positions a bag of words would do. */
    @Test
    void theOrderOfWordsCounts() {
        try (TrainableModel model = TorchModels.create(spec(WORDS, "alpha: 1"))) {
            float[] probabilities = new float[6];
            model.predict(
                    SyntheticTexts.batch(2, 6, new float[] {3, 4, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0}, new double[2]),
                    probabilities);
            assertThat(probabilities[0]).isNotCloseTo(probabilities[3], within(1e-4f));
        }
    }

    @Test
    void anExportedModelPredictsTheSameAndNamesItsParameters() throws IOException {
        ModelSpec spec = spec(WORDS, "alpha: 1");
        TensorBatch batch = new SyntheticTexts(3, WORDS, 3).next(4);
        float[] expected = new float[12];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TrainableModel model = TorchModels.create(spec)) {
            model.update(batch);
            model.predict(batch, expected);
            model.export(out);
        }
        float[] found = new float[12];
        try (var predictor = new TorchEngine().open(spec, new ByteArrayInputStream(out.toByteArray()))) {
            predictor.predict(batch, found);
        }
        assertThat(found).containsExactly(expected);

        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
        ZipEntry entry = zip.getNextEntry();
        assertThat(entry.getName()).isEqualTo("configuration.json");
        assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"network\":\"transformer\"", "\"width\":8", "\"heads\":2");
        while (!entry.getName().equals(TorchModel.SAFETENSORS)) {
            entry = zip.getNextEntry();
        }
        assertThat(new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1))
                .contains("\"embedding.weight\"", "\"positions.weight\"", "\"encoder.layers.1.self.query.weight\"")
                .contains("\"encoder.norm.bias\"", "\"head.0.weight\"");
    }
}

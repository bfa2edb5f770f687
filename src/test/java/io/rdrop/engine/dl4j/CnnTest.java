package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.config.Precision;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CnnTest {
    @ParameterizedTest(name = "{0} x {1} x {2} pixels")
    @CsvSource({
        "1, 28, 28, 2, 11384",
        "1, 8, 8, 2, 4184",
        "3, 32, 20, 2, 10344",
        "1, 7, 3, 1, 4024",
        "1, 1, 9, 0, 4984",
        "2, 1, 1, 0, 3904"
    })
    void takesImagesOfAnySizeAndPoolsWhileThereIsWhatToPool(
            int channels, int height, int width, int pools, long parameters) throws IOException {
        InputShape.Image image = new InputShape.Image(channels, height, width);
        try (TrainableModel model = create(image, WeightDecayConfig.none())) {
            assertThat(model.inputs()).isEqualTo(image.width());
            TensorBatch batch = new SyntheticBatches(1, image.width(), 1).next(3);
            float[] probabilities = new float[30];
            assertThat(model.update(batch).klDivergence()).isPositive();
            model.predict(batch, probabilities);
            MultiLayerNetwork opened = Models.exported(model);
            assertThat(Arrays.stream(opened.getLayers())
                            .filter(layer -> layer.conf().getLayer() instanceof SubsamplingLayer))
                    .hasSize(pools);
            assertThat(opened.output(Models.matrix(batch.inputs(), 3)).data().asFloat())
                    .containsExactly(probabilities, within(1e-6f));
            assertThat(model.parameters()).isEqualTo(parameters);
            opened.close();
        }
    }

    @Test
    void decaysTheWeightsOfConvolutionsToo() throws IOException {
        InputShape.Image image = new InputShape.Image(1, 4, 4);
        TensorBatch batch = new SyntheticBatches(1, 16, 2).next(4);
        try (TrainableModel free = create(image, WeightDecayConfig.none());
                TrainableModel decayed = create(image, new WeightDecayConfig(0, 0.5))) {
            free.update(batch);
            decayed.update(batch);
            MultiLayerNetwork one = Models.exported(free);
            MultiLayerNetwork other = Models.exported(decayed);
            assertThat(other.getLayer(0).getParam("W").norm2Number().doubleValue())
                    .isLessThan(one.getLayer(0).getParam("W").norm2Number().doubleValue());
            assertThat(other.getLayer(0).getParam("b"))
                    .isEqualTo(one.getLayer(0).getParam("b"));
            one.close();
            other.close();
        }
    }

    private static TrainableModel create(InputShape.Image image, WeightDecayConfig decay) {
        ModelConfig lenet = new ModelConfig(
                ModelType.CNN,
                List.of(10),
                List.of(),
                null,
                32,
                64,
                Activation.RELU,
                0.1,
                0,
                WeightInitialiser.HE_NORMAL,
                Models.updater(UpdaterType.SGD, 0.1),
                decay,
                null,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
        return Models.create(lenet, new RDropConfig(1, 2), 3, image, new OutputShape.Classes(10));
    }
}

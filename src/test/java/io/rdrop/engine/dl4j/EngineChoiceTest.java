package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.DenseModel;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** What is planned and what is left to DL4J, and that a model may change over at any step. */
class EngineChoiceTest {
    private static final int INPUTS = 6;
    private static final int CLASSES = 3;
    private static final int ROWS = 8;
    private static final RDropConfig R_DROP = new RDropConfig(1, 2);

    @ParameterizedTest
    @EnumSource(DropoutSampling.class)
    void eitherEngineGoesOnFromTheOthersState(DropoutSampling sampling) throws IOException {
        ModelConfig config =
                Models.mlp(List.of(12, 9), Activation.TANH, 0.3, 0.1, Models.updater(UpdaterType.ADAM, 0.01));
        try (TrainableModel planned = create(ModelEngine.AUTO, config, sampling);
                TrainableModel dl4j = create(ModelEngine.DL4J, config, sampling);
                TrainableModel changing = create(ModelEngine.AUTO, config, sampling);
                TrainableModel other = create(ModelEngine.DL4J, config, sampling)) {
            assertThat(planned.stateSha256()).isEqualTo(dl4j.stateSha256());
            SyntheticBatches batches = new SyntheticBatches(1, INPUTS, CLASSES);
            for (int step = 0; step < 12; step++) {
                TensorBatch batch = batches.next(ROWS);
                planned.update(batch);
                dl4j.update(batch);
                TrainableModel from = step % 2 == 0 ? changing : other;
                TrainableModel to = step % 2 == 0 ? other : changing;
                assertThat(predict(from, batch)).containsExactly(predict(to, batch), within(1e-4f));
                from.update(batch);
                byte[] state = save(from);
                to.restore(new DataInputStream(new ByteArrayInputStream(state)));
                assertThat(to.stateSha256()).isEqualTo(from.stateSha256());
                assertThat(save(to)).isEqualTo(state);
            }
            TensorBatch unseen = batches.next(50);
            assertThat(predict(planned, unseen)).containsExactly(predict(dl4j, unseen), within(2e-3f));
            assertThat(predict(changing, unseen)).containsExactly(predict(dl4j, unseen), within(2e-3f));
        }
    }

    @Test
    void leavesWhatItDoesNotKnowToDl4j() {
        assertThat(isPlanned(layers(new Sgd(0.1)).layer(dense()).layer(output())))
                .isTrue();
        assertThat(isPlanned(layers(new Sgd(0.1))
                        .layer(dense())
                        .layer(new BatchNormalization.Builder().nOut(8).build())
                        .layer(output())))
                .isFalse();
        assertThat(isPlanned(layers(new Sgd(0.1))
                        .layer(new DenseLayer.Builder()
                                .nIn(INPUTS)
                                .nOut(8)
                                .hasLayerNorm(true)
                                .build())
                        .layer(output())))
                .isFalse();
        assertThat(isPlanned(layers(new Sgd(0.1))
                        .layer(new DenseLayer.Builder()
                                .nIn(INPUTS)
                                .nOut(8)
                                .activation(org.nd4j.linalg.activations.Activation.CUBE)
                                .build())
                        .layer(output())))
                .isFalse();
        assertThat(isPlanned(layers(new AdaDelta()).layer(dense()).layer(output())))
                .isFalse();
        assertThat(isPlanned(new NeuralNetConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .list()
                        .layer(dense())
                        .layer(output())))
                .isFalse();
    }

    private static NeuralNetConfiguration.ListBuilder layers(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().updater(updater).list();
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder()
                .nIn(INPUTS)
                .nOut(8)
                .activation(org.nd4j.linalg.activations.Activation.TANH)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder()
                .nIn(8)
                .nOut(CLASSES)
                .dropOut(0.5)
                .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                .build();
    }

    private static boolean isPlanned(NeuralNetConfiguration.ListBuilder layers) {
        Shapes shapes = new Shapes(new InputShape.Vector(INPUTS), new OutputShape.Classes(CLASSES), false);
        StandardNetwork standard =
                new StandardNetwork("test", Definition.parse(layers.build().toJson()), null, null);
        ModelConfig config = Models.file(Path.of("none"));
        try (TrainableModel model =
                Dl4jModels.create(standard, new ModelSpec(config.type(), config, R_DROP, 1, shapes))) {
            return model instanceof DenseModel;
        }
    }

    private static TrainableModel create(ModelEngine engine, ModelConfig config, DropoutSampling sampling) {
        return Models.create(Models.on(engine, config), Models.sampled(sampling, R_DROP), 4, INPUTS, CLASSES);
    }

    private static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] predictions = new float[batch.rows() * CLASSES];
        model.predict(batch, predictions);
        return predictions;
    }

    private static byte[] save(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}

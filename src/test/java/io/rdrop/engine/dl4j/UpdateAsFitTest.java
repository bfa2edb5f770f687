package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** One pass without dropout is ordinary training: DL4J's own fit must end at the same parameters. */
class UpdateAsFitTest {
    private static final int INPUTS = 5;
    private static final int CLASSES = 3;
    private static final RDropConfig PLAIN = new RDropConfig(0, 1);

    private final Path directory;

    UpdateAsFitTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource(UpdaterType.class)
    void withEachUpdater(UpdaterType type) throws IOException {
        try (TrainableModel model = Models.create(
                Models.mlp(List.of(8), Activation.ELU, 0, 0, Models.updater(type, 0.02)), PLAIN, 4, INPUTS, CLASSES)) {
            train(model);
        }
    }

    static Stream<Named<MultiLayerConfiguration>> configurations() {
        return Stream.of(
                Named.of(
                        "L1, L2 and gradient clipping",
                        build(new NeuralNetConfiguration.Builder()
                                .updater(new Nesterovs(0.1, 0.9))
                                .l1(1e-3)
                                .l2(1e-2)
                                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                                .gradientNormalizationThreshold(0.2))),
                Named.of(
                        "a learning rate schedule and weight decay",
                        build(new NeuralNetConfiguration.Builder()
                                .updater(new Adam(new StepSchedule(ScheduleType.ITERATION, 0.05, 0.5, 4)))
                                .weightDecay(1e-2))),
                Named.of(
                        "constraints",
                        build(new NeuralNetConfiguration.Builder()
                                .updater(new Sgd(0.5))
                                .constrainWeights(new MaxNormConstraint(0.7, 0)))),
                Named.of(
                        "no workspaces",
                        build(new NeuralNetConfiguration.Builder()
                                .updater(new Sgd(0.1))
                                .trainingWorkspaceMode(org.deeplearning4j.nn.conf.WorkspaceMode.NONE)
                                .inferenceWorkspaceMode(org.deeplearning4j.nn.conf.WorkspaceMode.NONE))));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void withEachSetting(MultiLayerConfiguration configuration) throws IOException {
        Path file = Models.write(directory, configuration.toJson());
        try (TrainableModel model = Models.create(Models.file(file), PLAIN, 4, INPUTS, CLASSES)) {
            train(model);
        }
    }

    private static void train(TrainableModel model) throws IOException {
        MultiLayerNetwork fitted = Models.exported(model);
        double[] start = fitted.params().toDoubleVector();
        SyntheticBatches batches = new SyntheticBatches(2, INPUTS, CLASSES);
        for (int step = 0; step < 12; step++) {
            TensorBatch batch = batches.next(7 + step);
            INDArray inputs = Models.matrix(batch.inputs(), batch.rows());
            fitted.fit(inputs, Models.oneHot(batch.targets(), CLASSES));
            model.update(batch);
        }
        double[] expected = fitted.params().toDoubleVector();
        assertThat(expected).isNotEqualTo(start);
        assertThat(Models.parameters(model)).containsExactly(expected, within(2e-5));
        fitted.close();
    }

    private static MultiLayerConfiguration build(NeuralNetConfiguration.Builder builder) {
        return builder.activation(org.nd4j.linalg.activations.Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(8).build())
                .layer(new BatchNormalization.Builder().nOut(8).build())
                .layer(new OutputLayer.Builder()
                        .nIn(8)
                        .nOut(CLASSES)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build())
                .build();
    }
}

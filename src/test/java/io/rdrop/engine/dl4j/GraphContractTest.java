package io.rdrop.engine.dl4j;

import io.rdrop.config.RDropConfig;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;

/** A ComputationGraph with a fork and Nesterov momentum. */
class GraphContractTest extends TrainableModelContract {
    private final Path directory;

    GraphContractTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 10);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 11);
    }

    private TrainableModel create(long seed, int units) {
        try {
            Path file = Models.write(directory, graph(units).toJson());
            return Models.create(Models.file(file), new RDropConfig(ALPHA, PASSES), seed, INPUTS, CLASSES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ComputationGraphConfiguration graph(int units) {
        return new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(0.05, 0.9))
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(units, Activation.TANH), "in")
                .addLayer("right", dense(units, Activation.RELU), "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nIn(2 * units)
                                .nOut(CLASSES)
                                .dropOut(0.8)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "both")
                .setOutputs("out")
                .build();
    }

    private static DenseLayer dense(int units, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(INPUTS)
                .nOut(units)
                .dropOut(0.9)
                .activation(activation)
                .build();
    }
}

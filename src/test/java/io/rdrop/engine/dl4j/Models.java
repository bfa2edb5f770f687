package io.rdrop.engine.dl4j;

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
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Configurations that several tests share. */
final class Models {
    private Models() {}

    /** A model of the configured type that tells classes by flat rows. */
    static TrainableModel create(ModelConfig model, RDropConfig rDrop, long seed, int inputs, int classes) {
        return create(model, rDrop, seed, new InputShape.Vector(inputs), new OutputShape.Classes(classes));
    }

    /** A model of the configured type; tokens are masked. */
    static TrainableModel create(
            ModelConfig model, RDropConfig rDrop, long seed, InputShape input, OutputShape output) {
        Shapes shapes = new Shapes(input, output, input instanceof InputShape.Tokens);
        return Engines.load().create(new ModelSpec(model.type(), model, rDrop, seed, shapes));
    }

    static UpdaterConfig updater(UpdaterType type, double learningRate) {
        return new UpdaterConfig(type, learningRate, 0.9, 0.9, 0.999, 1e-8);
    }

    static ModelConfig mlp(
            List<Integer> hidden, Activation activation, double dropout, double inputDropout, UpdaterConfig updater) {
        return mlp(hidden, activation, dropout, inputDropout, updater, null);
    }

    static ModelConfig mlp(
            List<Integer> hidden,
            Activation activation,
            double dropout,
            double inputDropout,
            UpdaterConfig updater,
            @Nullable Double gradientClip) {
        return new ModelConfig(
                ModelType.MLP,
                hidden,
                List.of(),
                null,
                32,
                64,
                activation,
                dropout,
                inputDropout,
                WeightInitialiser.XAVIER,
                updater,
                WeightDecayConfig.none(),
                gradientClip,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    /** The same with other masks. */
    static RDropConfig sampled(DropoutSampling sampling, RDropConfig of) {
        return new RDropConfig(
                of.alpha(),
                of.preset(),
                of.presetRows(),
                of.schedule(),
                of.passes(),
                of.every(),
                of.dropoutRates(),
                sampling,
                of.reduction(),
                of.labelSmoothing(),
                of.unlabelled());
    }

    /** The same on another engine. */
    static ModelConfig on(ModelEngine engine, ModelConfig of) {
        return new ModelConfig(
                of.type(),
                of.hidden(),
                of.filters(),
                of.kernel(),
                of.embedding(),
                of.recurrentUnits(),
                of.activation(),
                of.dropout(),
                of.inputDropout(),
                of.weightInit(),
                of.updater(),
                of.weightDecay(),
                of.gradientClip(),
                of.file(),
                engine,
                of.precision(),
                of.guard());
    }

    static ModelConfig file(Path file) {
        return new ModelConfig(
                ModelType.DL4J,
                List.of(),
                List.of(),
                null,
                32,
                64,
                Activation.RELU,
                0,
                0,
                WeightInitialiser.XAVIER,
                updater(UpdaterType.SGD, 0.1),
                WeightDecayConfig.none(),
                null,
                file.toString(),
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    /** 4 filters of 3, embeddings of 5, 7 recurrent units. */
    static ModelConfig network(
            ModelType type,
            List<Integer> hidden,
            Activation activation,
            double dropout,
            double inputDropout,
            UpdaterConfig updater) {
        return new ModelConfig(
                type,
                hidden,
                type == ModelType.CNN ? List.of(4, 6) : List.of(12),
                3,
                5,
                7,
                activation,
                dropout,
                inputDropout,
                WeightInitialiser.XAVIER,
                updater,
                WeightDecayConfig.none(),
                null,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    static Path write(Path directory, String json) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "network", ".json"), json);
    }

    /** inputs -> 8 tanh -> softmax, with that dropout before the output layer. */
    static NeuralNetConfiguration.ListBuilder small(int inputs, int classes, double retain, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .updater(updater)
                .activation(org.nd4j.linalg.activations.Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(inputs).nOut(8).build())
                .layer(new OutputLayer.Builder(new LossMCXENT())
                        .nIn(8)
                        .nOut(classes)
                        .dropOut(retain)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build());
    }

    /** The exported model, opened by nothing but DL4J; the caller closes it. */
    static MultiLayerNetwork exported(TrainableModel model) throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        model.export(zip);
        return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(zip.toByteArray()), true);
    }

    /** As exported, without DL4J, whose networks call the garbage collector when they are closed. */
    static double[] parameters(TrainableModel model) throws IOException {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        model.export(exported);
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(exported.toByteArray()));
        ZipEntry entry = zip.getNextEntry();
        while (!entry.getName().equals("coefficients.bin")) {
            entry = zip.getNextEntry();
        }
        byte[] array = zip.readAllBytes();
        int bytes = Math.toIntExact(model.parameters()) * Float.BYTES;
        FloatBuffer floats =
                ByteBuffer.wrap(array, array.length - bytes, bytes).slice().asFloatBuffer();
        double[] values = new double[floats.remaining()];
        Arrays.setAll(values, floats::get);
        return values;
    }

    static INDArray matrix(float[] values, int rows) {
        return Nd4j.createFromArray(values).reshape(rows, values.length / rows);
    }

    static INDArray oneHot(double[] targets, int classes) {
        return oneHot(Arrays.stream(targets).mapToInt(target -> (int) target).toArray(), classes);
    }

    static INDArray oneHot(int[] labels, int classes) {
        INDArray matrix = Nd4j.zeros(labels.length, classes);
        for (int row = 0; row < labels.length; row++) {
            matrix.putScalar(row, labels[row], 1);
        }
        return matrix;
    }
}

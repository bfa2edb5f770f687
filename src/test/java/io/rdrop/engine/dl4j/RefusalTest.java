package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.Activation;
import io.rdrop.config.ConfigException;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Networks that cannot be trained here are refused before anything starts, with what was found and what was expected.
 */
class RefusalTest {
    private static final org.nd4j.linalg.activations.Activation SOFTMAX =
            org.nd4j.linalg.activations.Activation.SOFTMAX;
    private static final RDropConfig R_DROP = new RDropConfig(1, 2);
    private static final RDropConfig DROPOUT_ONLY = new RDropConfig(0, 2);

    private final Path directory;

    RefusalTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void refusesAlphaWithoutDropout() {
        assertThatThrownBy(() -> mlp(R_DROP, List.of(4), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no dropout")
                .hasMessageContaining("alpha is 1.0")
                .hasMessageContaining("always 0");
        assertThatCode(() -> mlp(DROPOUT_ONLY, List.of(4), 0)).doesNotThrowAnyException();
    }

    @Test
    void refusesAlphaWhereDropoutHasNoHiddenLayerToActOn() {
        assertThatThrownBy(() -> mlp(R_DROP, List.of(), 0.5))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no dropout");
    }

    @Test
    void refusesAlphaWhereOnlyTheWeightsAreNoisy() throws IOException {
        NeuralNetConfiguration.ListBuilder noisy = new NeuralNetConfiguration.Builder()
                .weightNoise(new DropConnect(0.5))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(8).build())
                .layer(output(new LossMCXENT()).build());
        refused(noisy.build().toJson(), "no dropout");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = directory.resolve("missing.json");
        assertThatThrownBy(() -> create(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("does not exist");
    }

    @Test
    void refusesFilesThatHoldNoNetwork() throws IOException {
        refused("", "neither");
        refused("{\"confs\": [", "no JSON");
        refused("hidden: [64]", "no JSON");
        refused("{\"layers\": 3}", "neither");
        refused("{\"confs\": []}", "no layers");
        refused("{\"confs\": [{\"layer\": {\"@class\": \"java.lang.String\"}}]}", "names the class java.lang.String");
        refused("{\"networkInputs\": [{\"@class\": \"org.deeplearning4j.nnx.Evil\"}]}", "org.deeplearning4j.nnx.Evil");
    }

    /** ModelSerializer itself would make an object of it. */
    @Test
    void neverMakesAnObjectOfWhatAZipHolds() throws IOException {
        Trap.sprung = false;
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new Trap());
        }
        Path zip = zip("trap.zip", "preprocessor.bin", object.toByteArray());

        assertRefused(() -> create(zip), zip.toString(), "preprocessor.bin", "save it without its preprocessor");
        assertThat(Trap.sprung).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../configuration.json", "/etc/passwd", "a/../../b", "configuration.json/", "extra.bin"})
    void refusesZipsWithOtherEntries(String entry) throws IOException {
        Path zip = zip("other.zip", entry, new byte[0]);

        assertRefused(() -> create(zip), zip.toString(), "is a zip with the entry " + entry);
    }

    /** A network that would be taken, and one more entry. */
    private Path zip(String name, String entry, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("configuration.json"));
            zip.write(Models.small(4, 3, 0.5, new Sgd(0.1)).build().toJson().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }

    private static final class Trap implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean sprung;

        private void readObject(ObjectInputStream in) {
            sprung = true;
        }
    }

    @Test
    void refusesZipsThatHoldNoNetwork() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        Path other = Files.write(directory.resolve("other.zip"), bytes.toByteArray());
        assertRefused(() -> create(other), other.toString(), "readme.txt");
        Path broken = Files.write(directory.resolve("broken.zip"), new byte[] {'P', 'K', 3, 4, 0, 0});
        assertRefused(() -> create(broken), broken.toString(), "configuration.json");
    }

    @Test
    void refusesAnotherNumberOfInputs() throws IOException {
        refused(Models.small(5, 3, 0.5, new Sgd(0.1)).build().toJson(), "found 5 inputs", "expected 4");
    }

    @Test
    void refusesAnotherNumberOfClasses() throws IOException {
        refused(Models.small(4, 2, 0.5, new Sgd(0.1)).build().toJson(), "found 2 outputs", "expected 3");
    }

    @Test
    void refusesOutputsThatAreNoSoftmaxClassifier() throws IOException {
        refused(with(output(new LossMCXENT()).activation(org.nd4j.linalg.activations.Activation.SIGMOID)), "sigmoid");
        refused(with(output(new LossMSE())), "LossMSE", "cross-entropy");
        refused(with(output(new LossMCXENT(Nd4j.createFromArray(1f, 2f, 3f)))), "weights");
        refused(
                new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new DenseLayer.Builder()
                                .nIn(4)
                                .nOut(3)
                                .dropOut(0.5)
                                .activation(SOFTMAX)
                                .build())
                        .build()
                        .toJson(),
                "DenseLayer",
                "OutputLayer");
    }

    @Test
    void refusesOtherDataTypesAndOptimisers() throws IOException {
        refused(
                new NeuralNetConfiguration.Builder()
                        .dataType(DataType.DOUBLE)
                        .list()
                        .layer(output(new LossMCXENT()).nIn(4).build())
                        .build()
                        .toJson(),
                "DOUBLE",
                "FLOAT");
        refused(
                new NeuralNetConfiguration.Builder()
                        .optimizationAlgo(OptimizationAlgorithm.LBFGS)
                        .list()
                        .layer(output(new LossMCXENT()).nIn(4).build())
                        .build()
                        .toJson(),
                "LBFGS");
    }

    @Test
    void refusesNetworksThatDl4jCannotBuild() throws IOException {
        String json = Models.small(4, 3, 0.5, new Sgd(0.1)).build().toJson();
        refused(json.replace("\"nin\" : 8", "\"nin\" : 0").replace("\"nIn\" : 8", "\"nIn\" : 0"), "cannot be built");
        refused(json.replace("\"nin\" : 8", "\"nin\" : 9").replace("\"nIn\" : 8", "\"nIn\" : 9"), "[1, 4]");
    }

    @Test
    void refusesGraphsWithSeveralOutputs() throws IOException {
        refused(
                new NeuralNetConfiguration.Builder()
                        .graphBuilder()
                        .addInputs("in")
                        .addLayer("one", output(new LossMCXENT()).nIn(4).build(), "in")
                        .addLayer("two", output(new LossMCXENT()).nIn(4).build(), "in")
                        .setOutputs("one", "two")
                        .build()
                        .toJson(),
                "2 outputs",
                "[one, two]");
    }

    private static OutputLayer.Builder output(ILossFunction loss) {
        return new OutputLayer.Builder(loss).nIn(8).nOut(3).activation(SOFTMAX);
    }

    private static String with(OutputLayer.Builder output) {
        return new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(8).dropOut(0.5).build())
                .layer(output.build())
                .validateOutputLayerConfig(false)
                .build()
                .toJson();
    }

    private void refused(String json, String... parts) throws IOException {
        Path file = Models.write(directory, json);
        assertRefused(() -> create(file), parts);
        assertRefused(() -> create(file), file.toString());
    }

    private static void assertRefused(ThrowingCallable creation, String... parts) {
        assertThatThrownBy(creation)
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(parts);
    }

    private static void create(Path file) {
        Models.create(Models.file(file), R_DROP, 1, 4, 3).close();
    }

    private static void mlp(RDropConfig rDrop, List<Integer> hidden, double dropout) {
        Models.create(
                        Models.mlp(hidden, Activation.RELU, dropout, 0, Models.updater(UpdaterType.SGD, 0.1)),
                        rDrop,
                        1,
                        4,
                        3)
                .close();
    }
}

package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The network in {@code model.file}: configuration JSON, or a ModelSerializer zip. */
final class NetworkFile {
    private NetworkFile() {}

    /**
     * @param seed draws the weights where the file has none; a zip keeps its weights
     * @throws ConfigException if the file cannot be read or holds no network
     */
    static StandardNetwork read(Path file, long seed) {
        String place = "model.file " + file;
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(place + " does not exist or is no file");
        }
        try {
            return isZip(file)
                    ? zip(place, Files.newInputStream(file), seed)
                    : json(place, Files.readString(file), seed);
        } catch (ConfigException e) {
            throw new ConfigException(place + " " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            throw new ConfigException(place + " cannot be read as a DL4J network: " + e.getMessage(), e);
        }
    }

    private static StandardNetwork json(String place, String json, long seed) {
        return new StandardNetwork(place, seeded(json, seed), null, null);
    }

    /** @param in closed at the end */
    static StandardNetwork zip(String place, InputStream in, long seed) throws IOException {
        NetworkZip zip = NetworkZip.read(in);
        Definition definition = seeded(zip.configuration(), seed);
        if (definition.dataType() != DataType.FLOAT) {
            return new StandardNetwork(place, definition, null, null); // refused by its type before its weights matter
        }
        try (Network stored = definition instanceof GraphDefinition
                ? new GraphNetwork(ModelSerializer.restoreComputationGraph(zip.open(), true))
                : new LayersNetwork(ModelSerializer.restoreMultiLayerNetwork(zip.open(), true))) {
            return new StandardNetwork(
                    place,
                    definition,
                    values(stored.model().params()),
                    values(stored.updater().getStateViewArray()));
        }
    }

    private static Definition seeded(String json, long seed) {
        Definition definition = Definition.parse(json);
        definition.seed(seed);
        return definition;
    }

    private static float @Nullable [] values(@Nullable INDArray flat) {
        if (flat == null) {
            return null;
        }
        float[] values = new float[Math.toIntExact(flat.length())];
        HostFloats.of(flat).get(0, values, values.length);
        return values;
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }
}

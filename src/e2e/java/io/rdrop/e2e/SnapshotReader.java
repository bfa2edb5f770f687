package io.rdrop.e2e;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A stranger with nothing but DL4J: opens a snapshot's model.zip and predicts the rows of its probe.json. Prints the
 * largest difference to what the job predicted. Runs in a process of its own whose class path has no class of this
 * project but this.
 */
public final class SnapshotReader {
    private SnapshotReader() {}

    public static void main(String[] args) throws Exception {
        File directory = new File(args[0]);
        JsonNode probe = new ObjectMapper().readTree(new File(directory, "probe.json"));
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(new File(directory, "model.zip"), true);
        INDArray predicted = network.output(Nd4j.create(rows(probe.get("inputs"))), false);
        INDArray expected = Nd4j.create(rows(probe.get("probabilities")));
        System.out.println("rows " + predicted.rows() + " largest difference "
                + predicted.sub(expected).amaxNumber());
    }

    private static float[][] rows(JsonNode node) {
        List<float[]> rows = new ArrayList<>();
        for (JsonNode row : node) {
            float[] values = new float[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) row.get(i).asDouble();
            }
            rows.add(values);
        }
        return rows.toArray(new float[0][]);
    }
}

package io.rdrop.session;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.learn.Learner;
import io.rdrop.onnx.OnnxFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code model.onnx}: what a version predicts, as one graph. Its outputs are {@code prediction} [rows], the class or
 * the number, and of classes {@code probabilities} [rows, classes].
 */
final class ModelGraph {
    static final String FILE = "model.onnx";

    private static final Logger LOG = LoggerFactory.getLogger(ModelGraph.class);
    private static final boolean IS_POSSIBLE = OnnxFile.isPossible();

    static {
        if (!IS_POSSIBLE) {
            LOG.warn("versions have no {}: the jars of ND4J are not on the class path", FILE);
        }
    }

    private ModelGraph() {}

    /**
     * The file.
     *
     * @param classes in index order; empty for numbers
     * @param facts to be kept in it, for people
     * @return empty if no operators are known for what the learner does, or the classes to write with are not there
     */
    static Optional<byte[]> bytes(Learner learner, List<String> classes, Map<String, String> facts) {
        if (!IS_POSSIBLE) {
            return Optional.empty();
        }
        Graph graph = new Graph();
        Formula formula = new Formula(graph);
        Optional<Value> outputs = learner.predict(formula);
        if (outputs.isEmpty()) {
            return Optional.empty();
        }
        graph.part("outputs");
        Value predicted = outputs.get();
        if (classes.isEmpty()) {
            graph.output("prediction", formula.reshape(predicted, -1), Tensor.Type.FLOAT, "the number", Graph.ROWS);
        } else {
            Value best = graph.op("ArgMax", Map.of("axis", 1L, "keepdims", 0L), predicted);
            Value names = graph.constant(classes.toArray(String[]::new), classes.size());
            graph.output(
                    "prediction",
                    formula.gather(names, best, 0),
                    Tensor.Type.STRING,
                    "the most probable class",
                    Graph.ROWS);
            graph.output("probabilities", predicted, Tensor.Type.FLOAT, "of the classes " + classes, Graph.ROWS, (long)
                    classes.size());
        }
        return Optional.of(OnnxFile.bytes(graph, new TreeMap<>(facts)));
    }
}

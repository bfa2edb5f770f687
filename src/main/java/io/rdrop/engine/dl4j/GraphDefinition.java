package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import java.util.List;
import java.util.OptionalLong;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** The configuration of a ComputationGraph with one input and one output. */
final class GraphDefinition implements Definition {
    private final ComputationGraphConfiguration configuration;

    GraphDefinition(String json) {
        configuration = ComputationGraphConfiguration.fromJson(json);
        one("input", configuration.getNetworkInputs());
        one("output", configuration.getNetworkOutputs());
    }

    @Override
    public String json() {
        return configuration.toJson();
    }

    @Override
    public List<NeuralNetConfiguration> layers() {
        return configuration.getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                .toList();
    }

    @Override
    public NeuralNetConfiguration general() {
        return configuration.getDefaultConfiguration();
    }

    @Override
    public Layer output() {
        String name = configuration.getNetworkOutputs().get(0);
        GraphVertex vertex = configuration.getVertices().get(name);
        if (vertex instanceof LayerVertex layer) {
            return layer.getLayerConf().getLayer();
        }
        throw new ConfigException("has the output " + name + ", which is no layer but "
                + (vertex == null ? "missing" : vertex.getClass().getSimpleName()));
    }

    @Override
    public OptionalLong inputs() {
        List<String> input = configuration.getNetworkInputs();
        return configuration.getVertices().entrySet().stream()
                .filter(vertex -> input.equals(configuration.getVertexInputs().get(vertex.getKey())))
                .filter(vertex -> vertex.getValue() instanceof LayerVertex)
                .map(vertex -> (LayerVertex) vertex.getValue())
                .map(vertex -> Definition.flatInputs(
                        vertex.getPreProcessor(), vertex.getLayerConf().getLayer()))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    @Override
    public DataType dataType() {
        return configuration.getDataType();
    }

    @Override
    public void progress(int iteration, int epoch) {
        configuration.setIterationCount(iteration);
        configuration.setEpochCount(epoch);
    }

    @Override
    public Network build() {
        ComputationGraph network = new ComputationGraph(configuration);
        network.init();
        return new GraphNetwork(network);
    }

    private static void one(String what, List<String> names) {
        if (names.size() != 1) {
            throw new ConfigException("has " + names.size() + " " + what + "s " + names + " but exactly 1 is needed");
        }
    }
}

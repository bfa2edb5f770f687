package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import java.util.List;
import java.util.OptionalLong;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/** The configuration of a MultiLayerNetwork. */
final class LayersDefinition implements Definition {
    private final MultiLayerConfiguration configuration;

    LayersDefinition(String json) {
        configuration = MultiLayerConfiguration.fromJson(json);
        if (configuration.getConfs().isEmpty()) {
            throw new ConfigException("has no layers");
        }
    }

    @Override
    public String json() {
        return configuration.toJson();
    }

    @Override
    public List<NeuralNetConfiguration> layers() {
        return configuration.getConfs();
    }

    @Override
    public NeuralNetConfiguration general() {
        return configuration.getConf(0);
    }

    @Override
    public Layer output() {
        return configuration.getConf(configuration.getConfs().size() - 1).getLayer();
    }

    @Override
    public OptionalLong inputs() {
        return Definition.flatInputs(
                configuration.getInputPreProcess(0), configuration.getConf(0).getLayer());
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
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return new LayersNetwork(network);
    }
}

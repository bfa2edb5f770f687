package io.rdrop.engine.dl4j;

import io.rdrop.config.ModelConfig;
import io.rdrop.engine.InputShape;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.nd4j.linalg.activations.Activation;

/**
 * The lstm of the configuration, as an ordinary DL4J network on token numbers [rows, length], with a mask [rows, length]:
 * embeddings, a long short-term memory (tanh, sigmoid gates, whatever the hidden activation), its output at the last position
 * that the mask shows, dense layers.
 */
final class Lstm {
    private Lstm() {}

    static StandardNetwork network(LayerSettings settings, InputShape.Tokens tokens) {
        ModelConfig model = settings.model();
        int units = model.recurrentUnits();
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        layers.layer(Embedding.layer(model, tokens));
        LSTM.Builder recurrent = new LSTM.Builder().activation(Activation.TANH);
        layers.layer(new LastTimeStep(LayerSettings.sized(recurrent, model.embedding(), units, model.inputDropout())
                .build()));
        settings.addDense(layers, units, model.dropout());
        return settings.network(layers);
    }
}

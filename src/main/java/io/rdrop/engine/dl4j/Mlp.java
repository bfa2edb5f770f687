package io.rdrop.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/** The multi-layer perceptron of the configuration, as an ordinary DL4J network on rows [rows, inputs]. */
final class Mlp {
    private Mlp() {}

    static StandardNetwork network(LayerSettings settings, int inputs) {
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        settings.addDense(layers, inputs, settings.model().inputDropout());
        return settings.network(layers);
    }
}

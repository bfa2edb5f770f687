package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelConfig;
import io.rdrop.engine.InputShape;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The networks of the configuration that read token numbers [rows, length], with a mask [rows, length], as ordinary
 * DL4J networks. They begin with embeddings, [rows, embedding, length], 0 where masked, and end with dense layers.
 */
final class TokenNetworks {
    private static final int FILTERS = 64;
    private static final int KERNEL = 3;

    private TokenNetworks() {}

    /** The text-cnn, after Kim (arXiv 1408.5882): one convolution over positions, and the maximum over them. */
    static StandardNetwork textCnn(LayerSettings settings, InputShape.Tokens tokens) {
        ModelConfig model = settings.model();
        int filters = filters(model.filters());
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        layers.layer(embedding(model, tokens));
        Convolution1DLayer.Builder convolution = new Convolution1DLayer.Builder()
                .kernelSize(model.kernel() == null ? KERNEL : model.kernel())
                .convolutionMode(ConvolutionMode.Same)
                .activation(settings.activation());
        layers.layer(LayerSettings.sized(convolution, model.embedding(), filters, model.inputDropout())
                .build());
        layers.layer(new GlobalPoolingLayer(PoolingType.MAX));
        settings.addDense(layers, filters, model.dropout());
        return settings.network(layers);
    }

    private static int filters(List<Integer> configured) {
        if (configured.size() > 1) {
            throw new ConfigException(
                    "model.filters must be one number for model.type text-cnn (it has one convolution), or [] for "
                            + FILTERS + ", but was " + configured);
        }
        return configured.isEmpty() ? FILTERS : configured.get(0);
    }

    /** The lstm (tanh, sigmoid gates, whatever the hidden activation): its output at the last position shown. */
    static StandardNetwork lstm(LayerSettings settings, InputShape.Tokens tokens) {
        ModelConfig model = settings.model();
        int units = model.recurrentUnits();
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        layers.layer(embedding(model, tokens));
        LSTM.Builder recurrent = new LSTM.Builder().activation(Activation.TANH);
        layers.layer(new LastTimeStep(LayerSettings.sized(recurrent, model.embedding(), units, model.inputDropout())
                .build()));
        settings.addDense(layers, units, model.dropout());
        return settings.network(layers);
    }

    /** Takes rows of any length, so that whoever opens an exported model need not fill texts up. */
    private static EmbeddingSequenceLayer embedding(ModelConfig model, InputShape.Tokens tokens) {
        return new EmbeddingSequenceLayer.Builder()
                .nIn(tokens.vocabulary())
                .nOut(model.embedding())
                .inputLength(tokens.length())
                .inferInputLength(true)
                // Whatever the other layers have: theirs assume sums over many inputs, of which an embedding has one.
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}

package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelConfig;
import io.rdrop.engine.InputShape;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/**
 * The text-cnn of the configuration, after Kim (arXiv 1408.5882), as an ordinary DL4J network on token numbers
 * [rows, length], with a mask [rows, length]: embeddings, one convolution over positions, the maximum over them, dense layers.
 */
final class TextCnn {
    private static final int FILTERS = 64;
    private static final int KERNEL = 3;

    private TextCnn() {}

    static StandardNetwork network(LayerSettings settings, InputShape.Tokens tokens) {
        ModelConfig model = settings.model();
        int filters = filters(model.filters());
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        layers.layer(Embedding.layer(model, tokens));
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
}

package io.rdrop.engine.dl4j;

import io.rdrop.config.ModelConfig;
import io.rdrop.engine.InputShape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * The convolutional network of the configuration, after LeNet (LeCun et al. 1998), as an ordinary DL4J network on rows
 * [rows, channels * height * width]: convolutions that keep height and width, each followed by 2 x 2 max-pooling for as
 * long as there are two rows and columns to pool, then dense layers.
 */
final class Cnn {
    private static final int POOL = 2;

    private Cnn() {}

    static StandardNetwork network(LayerSettings settings, InputShape.Image image) {
        ModelConfig model = settings.model();
        int kernel = model.convolutionKernel();
        NeuralNetConfiguration.ListBuilder layers = settings.layers();
        int channels = image.channels();
        int height = image.height();
        int width = image.columns();
        double dropout = model.inputDropout();
        for (int filters : model.convolutions()) {
            ConvolutionLayer.Builder convolution = new ConvolutionLayer.Builder(kernel, kernel)
                    .convolutionMode(ConvolutionMode.Same)
                    .activation(settings.activation());
            layers.layer(
                    LayerSettings.sized(convolution, channels, filters, dropout).build());
            if (height >= POOL && width >= POOL) {
                layers.layer(new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(POOL, POOL)
                        .stride(POOL, POOL)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build());
                height /= POOL;
                width /= POOL;
            }
            channels = filters;
            dropout = 0;
        }
        settings.addDense(layers, channels * height * width, model.dropout());
        layers.setInputType(InputType.convolutionalFlat(image.height(), image.columns(), image.channels()));
        return settings.network(layers);
    }
}

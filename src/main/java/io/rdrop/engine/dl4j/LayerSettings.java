package io.rdrop.engine.dl4j;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import io.rdrop.engine.OutputShape;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** What the networks of the configuration share: its settings in DL4J's words, and the dense layers at the end. */
record LayerSettings(ModelConfig model, long seed, OutputShape output) {
    /** No layers yet. */
    NeuralNetConfiguration.ListBuilder layers() {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(weightInit(model.weightInit()))
                .updater(updater(model.updater()))
                .list();
    }

    /** The multi-layer perceptron of the configuration, on rows [rows, inputs]. */
    StandardNetwork mlp(int inputs) {
        NeuralNetConfiguration.ListBuilder layers = layers();
        addDense(layers, inputs, model.inputDropout());
        return network(layers);
    }

    /**
     * Adds the hidden dense layers and the output.
     *
     * @param width numbers that go into the first of them
     * @param dropout share of those numbers dropped; what goes into the others has the share of the configuration
     */
    void addDense(NeuralNetConfiguration.ListBuilder layers, int width, double dropout) {
        int inputs = width;
        double share = dropout;
        for (int units : model.hidden()) {
            DenseLayer.Builder hidden = new DenseLayer.Builder().activation(activation());
            layers.layer(sized(hidden, inputs, units, share).build());
            inputs = units;
            share = model.dropout();
        }
        OutputLayer.Builder last = output instanceof OutputShape.Classes
                ? new OutputLayer.Builder(new LossMCXENT()).activation(Activation.SOFTMAX)
                : new OutputLayer.Builder(new LossMSE()).activation(Activation.IDENTITY);
        layers.layer(sized(last, inputs, output.size(), share).build());
    }

    /** The finished network, with weight decay on the weights of every layer. */
    StandardNetwork network(NeuralNetConfiguration.ListBuilder layers) {
        MultiLayerConfiguration configuration = layers.build();
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            // Not by the builder's weightDecay(), which leaves the decay in each layer twice (DL4J 1.0.0-M2.1).
            if (unwrapped(layer.getLayer()) instanceof BaseLayer weighted) {
                weighted.setRegularization(regularization(model.weightDecay()));
            }
        }
        return new StandardNetwork("model", Definition.parse(configuration.toJson()), null, null);
    }

    /** @param dropout share of this layer's inputs dropped; DL4J drops a layer's inputs and wants the share kept */
    static <B extends FeedForwardLayer.Builder<B>> B sized(B layer, int nIn, int nOut, double dropout) {
        layer.nIn(nIn).nOut(nOut);
        if (dropout > 0) {
            layer.dropOut(new Dropout(1 - dropout));
        }
        return layer;
    }

    /** The hidden activation. */
    Activation activation() {
        return Activation.valueOf(model.activation().name().replace("_", ""));
    }

    private static Layer unwrapped(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? unwrapped(wrapper.getUnderlying()) : layer;
    }

    private static List<Regularization> regularization(WeightDecayConfig decay) {
        List<Regularization> regularization = new ArrayList<>();
        if (decay.l2() > 0) {
            regularization.add(new L2Regularization(decay.l2()));
        }
        if (decay.decoupled() > 0) {
            regularization.add(new WeightDecay(decay.decoupled(), true));
        }
        return regularization;
    }

    private static WeightInit weightInit(WeightInitialiser initialiser) {
        return switch (initialiser) {
            case HE_NORMAL -> WeightInit.RELU;
            case HE_UNIFORM -> WeightInit.RELU_UNIFORM;
            case XAVIER -> WeightInit.XAVIER;
            case XAVIER_UNIFORM -> WeightInit.XAVIER_UNIFORM;
            case LECUN_NORMAL -> WeightInit.LECUN_NORMAL;
        };
    }

    private static IUpdater updater(UpdaterConfig updater) {
        double rate = updater.stepSize();
        double epsilon = updater.epsilon();
        return switch (updater.type()) {
            case SGD -> new Sgd(rate);
            case MOMENTUM -> new Nesterovs(rate, updater.momentum());
            case ADAGRAD -> new AdaGrad(rate, epsilon);
            case RMSPROP -> new RmsProp(rate, updater.beta2(), epsilon);
            case ADAM -> new Adam(rate, updater.beta1(), updater.beta2(), epsilon);
            case AMSGRAD -> new AMSGrad(rate, updater.beta1(), updater.beta2(), epsilon);
            case NADAM -> new Nadam(rate, updater.beta1(), updater.beta2(), epsilon);
        };
    }
}

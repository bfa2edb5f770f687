package io.rdrop.model.dl4j;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.WeightDecayConfig;
import io.rdrop.config.WeightInitialiser;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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

/** The multi-layer perceptron of the configuration, as an ordinary DL4J network. */
final class Mlp {
    private Mlp() {}

    static StandardNetwork network(ModelConfig model, long seed, int inputs, int classes) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(weightInit(model.weightInit()))
                .updater(updater(model.updater()))
                .list();
        int width = inputs;
        double dropout = model.inputDropout();
        for (int units : model.hidden()) {
            DenseLayer.Builder hidden = new DenseLayer.Builder().activation(activation(model.activation()));
            layers.layer(sized(hidden, width, units, dropout).build());
            width = units;
            dropout = model.dropout();
        }
        OutputLayer.Builder output = new OutputLayer.Builder(new LossMCXENT()).activation(Activation.SOFTMAX);
        layers.layer(sized(output, width, classes, dropout).build());
        MultiLayerConfiguration configuration = layers.build();
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            // Not by the builder's weightDecay(), which leaves the decay in each layer twice (DL4J 1.0.0-M2.1).
            ((BaseLayer) layer.getLayer()).setRegularization(regularization(model.weightDecay()));
        }
        Definition definition = Definition.parse(configuration.toJson());
        return new StandardNetwork("model", definition, null, null);
    }

    /** @param dropout share of this layer's inputs dropped; DL4J drops a layer's inputs and wants the share kept */
    private static <B extends FeedForwardLayer.Builder<B>> B sized(B layer, int nIn, int nOut, double dropout) {
        layer.nIn(nIn).nOut(nOut);
        if (dropout > 0) {
            layer.dropOut(new Dropout(1 - dropout));
        }
        return layer;
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

    private static Activation activation(io.rdrop.config.Activation activation) {
        return switch (activation) {
            case RELU -> Activation.RELU;
            case LEAKY_RELU -> Activation.LEAKYRELU;
            case ELU -> Activation.ELU;
            case SELU -> Activation.SELU;
            case GELU -> Activation.GELU;
            case SWISH -> Activation.SWISH;
            case TANH -> Activation.TANH;
            case SIGMOID -> Activation.SIGMOID;
            case SOFTPLUS -> Activation.SOFTPLUS;
        };
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

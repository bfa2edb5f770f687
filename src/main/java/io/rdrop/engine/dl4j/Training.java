package io.rdrop.engine.dl4j;

import io.rdrop.config.RDropConfig;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.RDropUpdate;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/**
 * Derives the configuration that is trained from the standard one: each {@code Dropout} becomes a {@link
 * CounterDropout} of the same probability, the output's loss becomes R-Drop's of the same kind, and DL4J's division by
 * the batch size is switched off.
 */
final class Training {
    private final Definition definition;
    private final DropoutCounter counter;
    private final PassLoss loss;
    private int dropouts;
    private boolean passesDiffer;

    /** @throws io.rdrop.config.ConfigException if alpha is positive but no two passes can differ */
    Training(StandardNetwork standard, ModelSpec spec) {
        definition = standard.definition().copy();
        RDropConfig rDrop = spec.rDrop();
        counter = DropoutCounter.of(spec);
        loss = spec.shapes().isClassifier()
                ? new RDropLossFunction(rDrop.passes(), rDrop.alpha(), rDrop.labelSmoothing(), rDrop.reduction())
                : new SquaredErrorLossFunction(rDrop.passes(), rDrop.alpha(), rDrop.reduction());
        for (NeuralNetConfiguration configuration : definition.layers()) {
            configuration.setMiniBatch(false);
            replaceDropout(configuration.getLayer());
            completeBackprop(configuration);
        }
        definition.general().setMiniBatch(false);
        replaceLoss(definition.output());
        RDropUpdate.checkDropout(standard.place(), rDrop, dropouts > 0, passesDiffer);
    }

    /** The configuration that is trained. */
    Definition definition() {
        return definition;
    }

    DropoutCounter counter() {
        return counter;
    }

    PassLoss loss() {
        return loss;
    }

    /** Frozen layers run as at inference, without dropout; weight noise is the same for all rows, so for all passes. */
    private void replaceDropout(Layer layer) {
        if (layer instanceof FrozenLayerWithBackprop) {
            return;
        }
        IDropout dropout = layer.getIDropout();
        if (dropout instanceof Dropout ordinary) {
            if (ordinary.getPSchedule() == null && ordinary.getP() >= 1) {
                layer.setIDropout(null);
            } else {
                layer.setIDropout(new CounterDropout(ordinary.getP(), ordinary.getPSchedule(), dropouts++, counter));
                passesDiffer = true;
            }
        } else if (dropout != null) {
            passesDiffer = true;
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            replaceDropout(wrapper.getUnderlying());
        } else if (layer instanceof Bidirectional both) {
            replaceDropout(both.getFwd());
            replaceDropout(both.getBwd());
        }
    }

    private static void completeBackprop(NeuralNetConfiguration configuration) {
        Layer layer = configuration.getLayer();
        if (layer instanceof Convolution1DLayer && layer.getIDropout() instanceof CounterDropout dropout) {
            configuration.setLayer(new DropoutBackprop(layer, dropout));
        }
    }

    private void replaceLoss(Layer output) {
        if (output instanceof BaseOutputLayer weighted) {
            weighted.setLossFn(loss);
        } else if (output instanceof LossLayer plain) {
            plain.setLossFn(loss);
        }
    }
}

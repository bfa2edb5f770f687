package io.rdrop.engine.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes the gradient of a layer back through the layer's {@link CounterDropout}, for layers that forget to: DL4J
 * 1.0.0-M2.1's {@code Convolution1DLayer} drops its inputs on the way forward, but hands their gradient on as if all
 * had been kept.
 */
final class DropoutBackprop extends BaseWrapperLayer {
    private static final long serialVersionUID = 1L;

    private final CounterDropout dropout;

    DropoutBackprop(org.deeplearning4j.nn.conf.layers.Layer layer, CounterDropout dropout) {
        super(layer);
        this.dropout = dropout;
        this.layerName = layer.getLayerName();
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType dataType) {
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(underlying);
        return new Live(underlying.instantiate(inner, listeners, index, parameters, initialise, dataType), dropout);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    private static final class Live extends org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer {
        private static final long serialVersionUID = 1L;

        private final CounterDropout dropout;

        Live(Layer layer, CounterDropout dropout) {
            super(layer);
            this.dropout = dropout;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            Pair<Gradient, INDArray> ofDropped = super.backpropGradient(epsilon, workspaces);
            INDArray ofInput = dropout.backprop(
                    ofDropped.getSecond(), ofDropped.getSecond(), getIterationCount(), getEpochCount());
            return new Pair<>(ofDropped.getFirst(), ofInput);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}

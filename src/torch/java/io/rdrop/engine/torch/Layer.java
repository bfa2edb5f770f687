package io.rdrop.engine.torch;

import io.rdrop.graph.Value;
import org.bytedeco.pytorch.Tensor;

/**
 * One layer of a network: rows to rows. Layers before the first dropout see each row once; from there on rows are
 * stacked pass-major.
 */
interface Layer {
    /**
     * Computes the layer.
     *
     * @param x [rows, ...] or [passes * rows, ...]
     */
    Tensor forward(Tensor x, Step step);

    /**
     * The same in a graph, without dropout.
     *
     * @param x [rows, ...] float32
     */
    Value graph(Value x, NetworkGraph graph);
}

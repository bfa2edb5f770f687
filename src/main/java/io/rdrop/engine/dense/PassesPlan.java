package io.rdrop.engine.dense;

import org.jspecify.annotations.Nullable;

/** How the passes of a step are computed. Owns what it needs for it. */
interface PassesPlan extends AutoCloseable {
    /**
     * As {@link PlannedNetwork#backpropagate}.
     *
     * @param ofInputs [rows, inputs], written: the gradient of the inputs, added up over passes; null if it is not
     *     needed
     */
    void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch, float @Nullable [] ofInputs);

    @Override
    void close();
}

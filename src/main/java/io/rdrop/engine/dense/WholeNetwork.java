package io.rdrop.engine.dense;

/** A network all of whose parameters move in a step. Not thread-safe; owns its scratch memory. */
interface WholeNetwork extends AutoCloseable {
    /** Outputs [rows, outputs] without dropout, before softmax. */
    void predict(float[] inputs, int rows, float[] outputs);

    /** The gradient of one step on [rows, inputs] by so many passes, written where the layers say. */
    void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch);

    /** To be called whenever the parameters have changed. */
    void parametersChanged();

    @Override
    void close();
}

package io.rdrop.model.dl4j.plan;

/** How the passes of a step are computed. Owns what it needs for it. */
interface PassesPlan extends AutoCloseable {
    /** As {@link PlannedNetwork#backpropagate}. */
    void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch);

    @Override
    void close();
}

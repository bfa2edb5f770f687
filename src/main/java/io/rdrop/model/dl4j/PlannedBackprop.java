package io.rdrop.model.dl4j;

import io.rdrop.model.TensorBatch;
import io.rdrop.model.dl4j.plan.PlannedNetwork;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/** The planned step on a DL4J network's own parameters. */
final class PlannedBackprop implements Backprop {
    private final Network network;
    private final PlannedNetwork planned;
    private final BatchLoss loss;
    private final int passes;
    private final Shapes shapes;

    /**
     * @param network whose parameters and gradient the planned one works on
     * @param planned owned from here on
     * @param loss that the planned network was given
     */
    PlannedBackprop(Network network, PlannedNetwork planned, BatchLoss loss, int passes, Shapes shapes) {
        this.network = network;
        this.planned = planned;
        this.loss = loss;
        this.passes = passes;
        this.shapes = shapes;
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        InputRows.checkWidth(batch, shapes);
        planned.predict(batch.inputs(), batch.rows(), predictions);
        if (shapes.isClassifier()) {
            for (int row = 0; row < batch.rows(); row++) {
                softmax(predictions, row * shapes.outputs(), (row + 1) * shapes.outputs());
            }
        }
    }

    private static void softmax(float[] values, int from, int to) {
        float max = values[from];
        for (int k = from + 1; k < to; k++) {
            max = Math.max(max, values[k]);
        }
        double sum = 0;
        for (int k = from; k < to; k++) {
            double power = Math.exp((double) values[k] - max);
            sum += power;
            values[k] = (float) power;
        }
        double scale = 1 / sum;
        for (int k = from; k < to; k++) {
            values[k] = (float) (values[k] * scale);
        }
    }

    @Override
    public PassLoss.Terms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        StackedBatch.checkRows(batch);
        loss.read(batch);
        InputRows.checkWidth(batch, shapes);
        loss.alpha(alpha);
        int iteration = BaseOptimizer.getIterationCount(network.model());
        int epoch = BaseOptimizer.getEpochCount(network.model());
        planned.backpropagate(batch.inputs(), batch.rows(), isPlain ? 1 : passes, iteration, epoch);
        return loss.latest();
    }

    @Override
    public void endUpdate() {
        // Nothing is kept but the prefix, which knows its rows.
    }

    @Override
    public void parametersChanged() {
        planned.parametersChanged();
    }

    @Override
    public void close() {
        planned.close();
    }
}

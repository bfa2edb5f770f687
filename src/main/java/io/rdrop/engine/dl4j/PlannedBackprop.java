package io.rdrop.engine.dl4j;

import io.rdrop.engine.Shapes;
import io.rdrop.engine.dense.OutputLoss;
import io.rdrop.engine.dense.PlannedNetwork;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.DenseRows;
import io.rdrop.tensor.TensorBatch;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/** The planned step on a DL4J network's own parameters. */
final class PlannedBackprop implements Backprop {
    private final Network network;
    private final PlannedNetwork planned;
    private final OutputLoss loss;
    private final int passes;
    private final Shapes shapes;
    private final DenseRows whole = new DenseRows();

    /**
     * @param network whose parameters and gradient the planned one works on
     * @param planned owned from here on
     * @param loss that the planned network was given
     */
    PlannedBackprop(Network network, PlannedNetwork planned, OutputLoss loss, int passes, Shapes shapes) {
        this.network = network;
        this.planned = planned;
        this.loss = loss;
        this.passes = passes;
        this.shapes = shapes;
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        InputRows.checkWidth(batch, shapes);
        planned.predict(whole.of(batch), batch.rows(), predictions);
        if (shapes.isClassifier()) {
            Softmax.rows(predictions, batch.rows(), shapes.outputs());
        }
    }

    @Override
    public LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        InputRows.checkWidth(batch, shapes);
        loss.begin(batch, alpha);
        int iteration = BaseOptimizer.getIterationCount(network.model());
        int epoch = BaseOptimizer.getEpochCount(network.model());
        planned.backpropagate(whole.of(batch), batch.rows(), isPlain ? 1 : passes, iteration, epoch);
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

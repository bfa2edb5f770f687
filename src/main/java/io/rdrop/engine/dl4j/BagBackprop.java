package io.rdrop.engine.dl4j;

import io.rdrop.engine.Shapes;
import io.rdrop.engine.dense.BagNetwork;
import io.rdrop.engine.dense.OutputLoss;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;

/** The planned step of a network whose inputs are mostly 0. */
final class BagBackprop implements Backprop {
    private final Model model;
    private final BagNetwork planned;
    private final OutputLoss loss;
    private final int passes;
    private final Shapes shapes;
    private final SparseRows converted;

    /**
     * @param network whose parameters and gradient the planned one works on
     * @param planned owned from here on
     * @param loss that the planned network was given
     */
    BagBackprop(Network network, BagNetwork planned, OutputLoss loss, int passes, Shapes shapes) {
        this.model = network.model();
        this.planned = planned;
        this.loss = loss;
        this.passes = passes;
        this.shapes = shapes;
        this.converted = new SparseRows(shapes.inputs());
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        planned.predict(rows(batch), BaseOptimizer.getIterationCount(model), predictions);
        if (shapes.isClassifier()) {
            Softmax.rows(predictions, batch.rows(), shapes.outputs());
        }
    }

    @Override
    public LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        SparseRows rows = rows(batch);
        loss.begin(batch, alpha);
        int epoch = BaseOptimizer.getEpochCount(model);
        planned.backpropagate(rows, isPlain ? 1 : passes, BaseOptimizer.getIterationCount(model), epoch);
        return loss.latest();
    }

    private SparseRows rows(TensorBatch batch) {
        InputRows.checkWidth(batch, shapes);
        if (batch.sparse() != null) {
            return batch.sparse();
        }
        converted.clear();
        converted.addRows(batch.inputs(), batch.rows());
        return converted;
    }

    @Override
    public void endUpdate() {
        // Nothing is kept but the first layer, which knows its rows.
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

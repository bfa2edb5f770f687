package io.rdrop.engine.dense;

import io.rdrop.config.RDropConfig;
import io.rdrop.engine.Shapes;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Objective;
import io.rdrop.tensor.TensorBatch;
import org.jspecify.annotations.Nullable;

/** The objective on a network's outputs, for the batch at hand. */
public final class OutputLoss {
    private final int columns;
    private final Objective objective;
    private final Objective onePass;
    private double[] targets = {};
    private double @Nullable [] weights;
    private double alpha;
    private LossTerms latest = new LossTerms(0, 0, 0);

    public OutputLoss(Shapes shapes, RDropConfig rDrop) {
        columns = shapes.outputs();
        objective = shapes.objective(rDrop, rDrop.passes());
        onePass = shapes.objective(rDrop, 1);
    }

    /**
     * Takes on a batch.
     *
     * @param alphaOfStep weight of the distance between passes
     * @throws IllegalArgumentException if a target is none
     */
    public void begin(TensorBatch batch, double alphaOfStep) {
        objective.check(batch.targets(), batch.rows(), columns, null);
        targets = batch.targets();
        weights = batch.weights();
        alpha = alphaOfStep;
    }

    /** Replaces outputs [passes * rows, columns], pass-major and before softmax, by the loss's gradient. */
    void toGradient(float[] outputs, int rows, int passes) {
        Objective ofStep = passes == 1 ? onePass : objective;
        latest = ofStep.evaluate(outputs, rows, columns, targets, null, weights, alpha, outputs);
    }

    /** What the latest gradient was computed from. */
    public LossTerms latest() {
        return latest;
    }
}

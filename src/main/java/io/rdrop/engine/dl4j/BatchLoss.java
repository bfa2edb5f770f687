package io.rdrop.engine.dl4j;

import io.rdrop.config.RDropConfig;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.dense.OutputLoss;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.SquaredErrorObjective;
import io.rdrop.tensor.TensorBatch;

/** The objective of a planned step: targets are read once per batch, not once per pass, and nothing goes through DL4J. */
abstract class BatchLoss implements OutputLoss {
    private double alpha;
    private double fit;
    private double consistency;
    private double loss;

    /**
     * @param shapes classes or numbers
     * @param rDrop passes, reduction, label smoothing
     */
    static BatchLoss of(Shapes shapes, RDropConfig rDrop) {
        return shapes.isClassifier() ? new Classes(shapes.outputs(), rDrop) : new Numbers(rDrop);
    }

    /**
     * Reads the targets of a batch.
     *
     * @throws IllegalArgumentException if one is no class
     */
    abstract void read(TensorBatch batch);

    /** The weight of the KL term from now on. */
    final void alpha(double alphaFromNow) {
        alpha = alphaFromNow;
    }

    /** What the latest gradient was computed from. */
    final LossTerms latest() {
        return new LossTerms(fit, consistency, loss);
    }

    final double alpha() {
        return alpha;
    }

    final void terms(double ofFit, double ofConsistency, double ofLoss) {
        fit = ofFit;
        consistency = ofConsistency;
        loss = ofLoss;
    }

    private static final class Classes extends BatchLoss {
        private final int classes;
        private final RDropObjective objective;
        private final RDropObjective onePass;
        private int[] labels = {};

        Classes(int classes, RDropConfig rDrop) {
            this.classes = classes;
            this.objective = new RDropObjective(rDrop.passes(), rDrop.reduction(), rDrop.labelSmoothing());
            this.onePass = new RDropObjective(1, rDrop.reduction(), rDrop.labelSmoothing());
        }

        @Override
        void read(TensorBatch batch) {
            if (labels.length < batch.rows()) {
                labels = new int[batch.rows()];
            }
            for (int row = 0; row < batch.rows(); row++) {
                labels[row] = ClassLabel.of(batch.targets()[row], classes, row);
            }
        }

        @Override
        public void toGradient(float[] outputs, int rows, int passes) {
            RDropObjective ofStep = passes == 1 ? onePass : objective;
            LossTerms terms = ofStep.evaluate(outputs, rows, classes, labels, null, alpha(), outputs);
            terms(terms.fit(), terms.consistency(), terms.loss());
        }
    }

    private static final class Numbers extends BatchLoss {
        private final SquaredErrorObjective objective;
        private final SquaredErrorObjective onePass;
        private double[] targets = {};
        private double[] predictions = {};
        private double[] gradient = {};

        Numbers(RDropConfig rDrop) {
            this.objective = new SquaredErrorObjective(rDrop.passes(), rDrop.reduction());
            this.onePass = new SquaredErrorObjective(1, rDrop.reduction());
        }

        @Override
        void read(TensorBatch batch) {
            if (targets.length < batch.rows()) {
                targets = new double[batch.rows()];
            }
            for (int row = 0; row < batch.rows(); row++) {
                targets[row] = (float) batch.targets()[row]; // as DL4J's labels are
            }
        }

        @Override
        public void toGradient(float[] outputs, int rows, int passes) {
            int count = passes * rows;
            if (predictions.length < count) {
                predictions = new double[count];
                gradient = new double[count];
            }
            for (int i = 0; i < count; i++) {
                predictions[i] = outputs[i];
            }
            SquaredErrorObjective ofStep = passes == 1 ? onePass : objective;
            LossTerms terms = ofStep.evaluate(predictions, rows, 1, targets, null, alpha(), gradient);
            for (int i = 0; i < count; i++) {
                outputs[i] = (float) gradient[i];
            }
            terms(terms.fit(), terms.consistency(), terms.loss());
        }
    }
}

package io.rdrop.engine;

import io.rdrop.config.ConfigException;
import io.rdrop.config.RDropConfig;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One update on the R-Drop objective, the same for every engine: whether it is a plain step, alpha by its schedule,
 * masks by the counter, clipping, and nothing applied that is not finite.
 */
public final class RDropUpdate {
    private final RDropConfig rDrop;
    private final @Nullable Double gradientClip;
    private final DropoutCounter masks;
    private final Moves moves;
    private long step;
    private long examples;

    /** What an engine does with a gradient. */
    public interface Moves {
        /** Euclidean norm of the gradient; NaN or infinite if any value is. */
        double gradientNorm();

        /** Step size of the optimiser's next step; NaN if it has none. */
        double learningRate();

        /**
         * The optimiser's step. The gradient is not defined afterwards.
         *
         * @param scale what the gradient is multiplied by first
         * @param rows of the batch
         */
        void apply(double scale, int rows);

        /** Forgets the batch, whether a step was applied or not. */
        void endUpdate();
    }

    /** What an engine computes of an update on rows with one target each. */
    public interface Steps extends Moves {
        /**
         * The gradient of the loss, with the masks of the counter.
         *
         * @param isPlain whether it is a step of one pass and without alpha
         * @param alpha weight of the distance between passes
         * @throws IllegalArgumentException if the batch does not fit; nothing has changed then
         */
        LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha);
    }

    /** As {@link Steps#backpropagate}, of a batch that whoever made this holds. */
    @FunctionalInterface
    public interface Backward {
        LossTerms backpropagate(boolean isPlain, double alpha);
    }

    /**
     * @param gradientClip largest norm of a gradient; null for none
     * @param masks of the engine
     */
    public RDropUpdate(RDropConfig rDrop, @Nullable Double gradientClip, DropoutCounter masks, Moves moves) {
        this.rDrop = rDrop;
        this.gradientClip = gradientClip;
        this.masks = masks;
        this.moves = moves;
    }

    /** Refuses an objective that the network's dropout does not allow: no rate to replace, no passes that differ. */
    public static void checkDropout(String place, RDropConfig rDrop, boolean hasRates, boolean passesDiffer) {
        if (!rDrop.dropoutRates().isEmpty() && !hasRates) {
            throw new ConfigException(place + ": r-drop.dropout-rates is " + rDrop.dropoutRates()
                    + " but the network has no dropout whose rate it could replace. Give it dropout, or set"
                    + " r-drop.dropout-rates to []");
        }
        if (rDrop.alpha() > 0 && !passesDiffer) {
            throw new ConfigException(place + ": the network has no dropout but r-drop.alpha is " + rDrop.alpha()
                    + "; without dropout all passes are the same and their KL divergence is always 0."
                    + " Give it dropout, or set r-drop.alpha to 0");
        }
    }

    /** Updates so far, those that were not finite included. */
    public long step() {
        return step;
    }

    /** Examples in those updates. */
    public long examples() {
        return examples;
    }

    /** Goes on from there. */
    public void resume(long stepsBefore, long examplesBefore) {
        step = stepsBefore;
        examples = examplesBefore;
    }

    /** As {@link TrainableModel#update(TensorBatch, GradientLimit)}. */
    public UpdateResult update(TensorBatch batch, Steps steps, GradientLimit limit) {
        if (batch.rows() < 1) {
            throw new IllegalArgumentException("an update needs at least one row but the batch had none");
        }
        if (batch.targetsPerRow() != 1) {
            throw new IllegalArgumentException(
                    "no engine learns sequences of targets yet: a row must have one target but has "
                            + batch.targetsPerRow());
        }
        if (batch.weighsNothing()) {
            return pass(batch.rows());
        }
        return update(batch.rows(), (isPlain, alpha) -> steps.backpropagate(batch, isPlain, alpha), limit);
    }

    /** As {@link Predictor#divergence}: an update whose gradient is not applied, and which is not counted. */
    public OptionalDouble divergence(TensorBatch batch, long number, Steps steps) {
        if (batch.rows() < 1) {
            throw new IllegalArgumentException("a divergence needs at least one row but the batch had none");
        }
        if (rDrop.alpha() == 0) {
            return OptionalDouble.empty();
        }
        masks.step(number);
        LossTerms terms = steps.backpropagate(batch, false, rDrop.alpha());
        moves.endUpdate();
        return OptionalDouble.of(terms.consistency() / divisor(batch.rows()));
    }

    /** An update that nothing is learned in: even a gradient of 0 would move weights by the optimiser's momentum. */
    private UpdateResult pass(int rows) {
        step++;
        examples += rows;
        return new UpdateResult(0, 0, 0, 0, moves.learningRate(), 0, true);
    }

    /**
     * An update on anything that has a loss.
     *
     * @param rows what has a target of its own: examples, or tokens
     */
    public UpdateResult update(int rows, Backward backward, GradientLimit limit) {
        boolean isPlain = rDrop.isPlain(step);
        double alpha = isPlain ? 0 : rDrop.alphaAt(step, examples, rows);
        if (isPlain) {
            masks.plainStep(step);
        } else {
            masks.step(step);
        }
        LossTerms terms = backward.backpropagate(isPlain, alpha);
        double norm = moves.gradientNorm();
        double learningRate = moves.learningRate();
        boolean applied = mayApply(terms, norm);
        if (applied) {
            double fixed = gradientClip != null && norm > gradientClip ? gradientClip / norm : 1;
            moves.apply(fixed * limit.scale(norm), rows);
        }
        moves.endUpdate();
        step++;
        examples += rows;
        int perRow = divisor(rows);
        return new UpdateResult(
                terms.fit() / (isPlain ? 1 : rDrop.passes()) / perRow,
                terms.consistency() / perRow,
                terms.loss() / perRow,
                alpha,
                learningRate,
                norm,
                applied);
    }

    /** What makes a mean over rows of the objective's terms. */
    private int divisor(int rows) {
        return rDrop.reduction() == Reduction.SUM ? rows : 1;
    }

    /** The one place that decides what a model must never learn from. */
    private static boolean mayApply(LossTerms terms, double gradientNorm) {
        return Double.isFinite(terms.loss()) && Double.isFinite(gradientNorm);
    }
}

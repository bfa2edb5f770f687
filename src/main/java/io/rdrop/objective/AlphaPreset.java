package io.rdrop.objective;

import io.rdrop.Public;

/**
 * Code bases whose alpha means something else. With means over rows, NLL1 and NLL2 the cross-entropies of two passes
 * and {@code KL = 1/2 [KL(P1||P2) + KL(P2||P1)]}, the loss of each can be written
 *
 * <pre>
 *   c * (NLL1 + NLL2 + alpha * KL)
 * </pre>
 *
 * where alpha is {@link #alpha}, what {@link RDropObjective} takes, and c is {@link #lossScale}. Plain SGD with
 * learning rate r there is SGD with c * r here; Adam and its kind do not see c.
 */
@Public
public enum AlphaPreset {
    /** This project's own: the paper's Eq. 4. */
    NONE(1, 1, false),
    /** README of dropreg/R-Drop: half the sum of the cross-entropies, KL summed over rows. */
    DROPREG_README(0.5, 2, true),
    /** dropreg/R-Drop, fairseq_src: both terms summed over rows (tokens). */
    FAIRSEQ(1, 1, false),
    /** bojone/r-drop (Keras): mean cross-entropy of the doubled batch, a/4 of both divergences, mean over rows. */
    BOJONE(0.5, 1, false),
    /** dropreg/R-Drop, huggingface_transformer_src: sum of two mean cross-entropies, KL summed over rows. */
    HUGGINGFACE_BERT(1, 1, true),
    /** PaddleNLP's {@code RDropLoss} by default: half the sum of the cross-entropies, KL summed over rows. */
    PADDLENLP(0.5, 2, true),
    /** dropreg/R-Drop, vit_src: sum of two mean cross-entropies, both divergences added, summed over rows. */
    VIT(1, 2, true),
    /** MindSpore's RDropLoss: mean cross-entropy of the doubled batch, a/4 of the sum over rows of both divergences. */
    MINDSPORE(0.5, 1, true);

    private final double lossScale;
    private final double factor;
    private final boolean perBatch;

    AlphaPreset(double lossScale, double factor, boolean perBatch) {
        this.lossScale = lossScale;
        this.factor = factor;
        this.perBatch = perBatch;
    }

    /** Whether the same number weighs more in a larger batch. */
    public boolean dependsOnRows() {
        return perBatch;
    }

    /** c: that code base's loss, as a mean over rows, is so many times this project's. */
    public double lossScale() {
        return lossScale;
    }

    /**
     * This project's alpha.
     *
     * @param theirs alpha as that code base writes it
     * @param rows rows of a batch; read only if {@link #dependsOnRows}
     */
    public double alpha(double theirs, int rows) {
        return perBatch ? factor * rows * theirs : factor * theirs;
    }
}

package io.rdrop.objective;

import io.rdrop.Public;

/**
 * The R-Drop objective of one batch, reduced over rows. Of classes both distances are in nats.
 *
 * @param fit distance from the targets, summed over passes: cross-entropy, or squared error
 * @param consistency mean distance over the ordered pairs of passes, without alpha: KL divergence, or squared distance;
 *     0 for one pass
 * @param loss fit + alpha * consistency
 */
@Public
public record LossTerms(double fit, double consistency, double loss) {}

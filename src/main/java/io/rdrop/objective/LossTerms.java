package io.rdrop.objective;

/**
 * The R-Drop objective of one batch, in nats, reduced over rows.
 *
 * @param nll cross-entropy, summed over passes
 * @param kl mean KL divergence over the ordered pairs of passes, without alpha; 0 for one pass
 * @param loss nll + alpha * kl
 */
public record LossTerms(double nll, double kl, double loss) {}

package io.rdrop.config;

/**
 * The objective: passes * cross-entropy + alpha * bidirectional KL divergence (arXiv 2106.14448, Eq. 4).
 *
 * @param alpha weight of the KL term
 * @param passes dropout passes over each micro-batch
 */
public record RDropConfig(
        @Setting(
                value = "Weight of the bidirectional KL term of the paper's Eq. 4, averaged over rows; 0 trains with"
                        + " dropout only.",
                byDefault = "1.0")
        double alpha,

        @Setting(value = "Dropout passes over each micro-batch, 1..8; 1 is plain training.", byDefault = "2")
        int passes) {
    public RDropConfig {
        Check.atLeast("alpha", alpha, 0);
        if (Double.isInfinite(alpha)) {
            throw new ConfigException("alpha must be finite but was " + alpha);
        }
        Check.within("passes", passes, 1, 8);
        if (passes == 1 && alpha > 0) {
            throw new ConfigException(
                    "alpha must be 0 when passes is 1 (there is no second pass to diverge from) but was " + alpha);
        }
    }
}

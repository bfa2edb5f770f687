package io.rdrop.learn.network;

import java.util.List;

/**
 * In which steps and in how many passes a network of a pool learns with R-Drop (arXiv 2106.14448, its studies of k-step
 * and m-time R-Drop, and of two dropout rates).
 *
 * @param passes over an example in such a step; 0 for two with the KL term and one without
 * @param every such a step is each k-th, 0, k, 2k, ...; the others are plain, of one pass
 * @param rates dropout rate of each pass, in place of the network's; empty for the network's own
 */
public record RDropPasses(int passes, int every, List<Double> rates) {
    /** Two passes in every step, if there is a KL term, at the network's own rate. */
    public static final RDropPasses USUAL = new RDropPasses(0, 1, List.of());

    public RDropPasses {
        rates = List.copyOf(rates);
    }

    /** Passes of a step with R-Drop, for a weight of the KL term. */
    public int of(double alpha) {
        return passes > 0 ? passes : alpha > 0 ? 2 : 1;
    }

    /** Passes of the next step. */
    public int at(long step, double alpha) {
        return step % every == 0 ? of(alpha) : 1;
    }

    /**
     * Says no to what cannot be.
     *
     * @throws IllegalArgumentException if passes do not fit alpha, or rates the passes or the dropout
     */
    public void check(double alpha, double dropout) {
        int many = of(alpha);
        if (many == 1 && alpha > 0) {
            throw new IllegalArgumentException("passes must be >= 2 with alpha > 0 but was 1");
        }
        if (many > 1 && dropout == 0) {
            throw new IllegalArgumentException(
                    "dropout must be > 0 with " + many + " passes (all would be the same) but was 0");
        }
        if (every > 1 && many == 1) {
            throw new IllegalArgumentException("every must be 1 with one pass but was " + every);
        }
        if (!rates.isEmpty() && (rates.size() != many || dropout == 0)) {
            throw new IllegalArgumentException("dropout-rates must be one per pass, " + many
                    + ", of a network with dropout, but were " + rates + " with dropout " + dropout);
        }
    }

    /** Rates of each pass, [passes], or [0]. */
    public double[] ratesOfPasses() {
        return rates.stream().mapToDouble(rate -> rate).toArray();
    }
}

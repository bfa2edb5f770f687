package io.rdrop.learn.tagging;

import io.rdrop.learn.network.MemberSpec;

/**
 * What one recurrent network of a pool for sentences is.
 *
 * @param name of the member, distinct in its pool
 * @param rate of Adam, for all weights but the vectors of tokens
 * @param width of a token's vector
 * @param units of each direction
 * @param dropout share of a vector's numbers, and of the units, that is left out while it learns
 * @param alpha weight of R-Drop's term; above 0, it learns in two passes
 */
public record SentenceNetworkSpec(String name, double rate, int width, int units, double dropout, double alpha)
        implements MemberSpec {
    public SentenceNetworkSpec {
        if (width < 1 || units < 1 || !(rate > 0) || !(alpha >= 0)) {
            throw new IllegalArgumentException("width and units must be >= 1, rate > 0 and alpha >= 0 but were " + width
                    + ", " + units + ", " + rate + " and " + alpha);
        }
        if (!(dropout >= 0 && dropout < 1) || (dropout == 0 && alpha > 0)) {
            throw new IllegalArgumentException(
                    "dropout must be within [0, 1), above 0 with R-Drop, but was " + dropout);
        }
    }

    /** Passes in which it learns a sentence. */
    public int passes() {
        return alpha > 0 ? 2 : 1;
    }

    @Override
    public SentenceNetworkSpec withDropout(double share, double weight) {
        return new SentenceNetworkSpec(name, rate, width, units, share, weight);
    }

    @Override
    public SentenceNetworkSpec withRate(double stepSize) {
        return new SentenceNetworkSpec(name, stepSize, width, units, dropout, alpha);
    }

    @Override
    public SentenceNetworkSpec named(String other) {
        return new SentenceNetworkSpec(other, rate, width, units, dropout, alpha);
    }
}

package io.rdrop.learn.tagging;

import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.RDropPasses;

/**
 * What one recurrent network of a pool for sentences is.
 *
 * @param name of the member, distinct in its pool
 * @param rate of Adam, for all weights but the vectors of tokens
 * @param width of a token's vector
 * @param units of each direction
 * @param dropout share of a vector's numbers, and of the units, that is left out while it learns
 * @param alpha weight of R-Drop's term; above 0, it learns in two passes, or as said
 * @param passing in which steps and how many
 */
public record SentenceNetworkSpec(
        String name, double rate, int width, int units, double dropout, double alpha, RDropPasses passing)
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
        passing.check(alpha, dropout);
    }

    /** In two passes with R-Drop, in every step. */
    public SentenceNetworkSpec(String name, double rate, int width, int units, double dropout, double alpha) {
        this(name, rate, width, units, dropout, alpha, RDropPasses.USUAL);
    }

    /** Passes of a step with R-Drop, in which it learns a sentence. */
    public int passes() {
        return passing.of(alpha);
    }

    @Override
    public SentenceNetworkSpec withDropout(double share, double weight) {
        return new SentenceNetworkSpec(
                name, rate, width, units, share, weight, weight > 0 ? passing : RDropPasses.USUAL);
    }

    @Override
    public SentenceNetworkSpec withRate(double stepSize) {
        return new SentenceNetworkSpec(name, stepSize, width, units, dropout, alpha, passing);
    }

    @Override
    public SentenceNetworkSpec withPassing(RDropPasses other) {
        return new SentenceNetworkSpec(name, rate, width, units, dropout, alpha, other);
    }

    @Override
    public SentenceNetworkSpec named(String other) {
        return new SentenceNetworkSpec(other, rate, width, units, dropout, alpha, passing);
    }
}

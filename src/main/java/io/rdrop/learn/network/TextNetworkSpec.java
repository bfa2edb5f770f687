package io.rdrop.learn.network;

/**
 * What one network of a pool for texts is; it learns with AdaGrad.
 *
 * @param name of the member, distinct in its pool
 * @param rate its step size
 * @param units of its hidden layer; 0 for none
 * @param dropout share of hidden units that are left out while it learns
 * @param alpha weight of R-Drop's term; above 0, it learns in two passes, or as said
 * @param passing in which steps and how many
 */
public record TextNetworkSpec(String name, double rate, int units, double dropout, double alpha, RDropPasses passing)
        implements MemberSpec {
    public TextNetworkSpec {
        if (units < 0 || !(rate > 0) || !(alpha >= 0)) {
            throw new IllegalArgumentException(
                    "units must be >= 0, rate > 0 and alpha >= 0 but were " + units + ", " + rate + " and " + alpha);
        }
        if (!(dropout >= 0 && dropout < 1) || (dropout == 0 && alpha > 0) || (units == 0 && dropout > 0)) {
            throw new IllegalArgumentException("dropout must be within [0, 1), above 0 with R-Drop, and 0 without"
                    + " hidden units, but was " + dropout);
        }
        passing.check(alpha, dropout);
    }

    /** Without dropout. */
    public TextNetworkSpec(String name, double rate, int units) {
        this(name, rate, units, 0, 0, RDropPasses.USUAL);
    }

    /** Passes of a step with R-Drop, in which it learns an example. */
    public int passes() {
        return passing.of(alpha);
    }

    @Override
    public TextNetworkSpec withDropout(double share, double weight) {
        return new TextNetworkSpec(name, rate, units, share, weight, weight > 0 ? passing : RDropPasses.USUAL);
    }

    @Override
    public TextNetworkSpec withRate(double stepSize) {
        return new TextNetworkSpec(name, stepSize, units, dropout, alpha, passing);
    }

    @Override
    public TextNetworkSpec withPassing(RDropPasses other) {
        return new TextNetworkSpec(name, rate, units, dropout, alpha, other);
    }

    @Override
    public TextNetworkSpec named(String other) {
        return new TextNetworkSpec(other, rate, units, dropout, alpha, passing);
    }
}

package io.rdrop.learn.network;

/** What all networks of a pool have, whatever they learn. */
public interface MemberSpec {
    /** Of the member, distinct in its pool. */
    String name();

    /** Its step size. */
    double rate();

    /** Share of units that are left out while it learns. */
    double dropout();

    /** Weight of R-Drop's term; above 0, it learns in two passes. */
    double alpha();

    /** Whether it learns earlier rows again, which is most of what it costs. */
    default boolean learnsAgain() {
        return false;
    }

    /** With dropout, and R-Drop if alpha is above 0. */
    MemberSpec withDropout(double share, double weight);

    /** With another step size. */
    MemberSpec withRate(double stepSize);

    /** In which steps and in how many passes it learns with R-Drop. */
    default RDropPasses passing() {
        return RDropPasses.USUAL;
    }

    /**
     * With R-Drop in other steps, more passes, or rates of theirs.
     *
     * @throws IllegalArgumentException if it cannot have them
     */
    default MemberSpec withPassing(RDropPasses passing) {
        if (!passing.equals(RDropPasses.USUAL)) {
            throw new IllegalArgumentException(
                    "passes, every and dropout-rates are settings of networks of sentences," + " characters and texts");
        }
        return this;
    }

    /** Under another name. */
    MemberSpec named(String other);
}

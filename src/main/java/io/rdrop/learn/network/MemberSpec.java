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

    /** Under another name. */
    MemberSpec named(String other);
}

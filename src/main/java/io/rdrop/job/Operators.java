package io.rdrop.job;

/** Names and uids of the operators. State is found by uid: changing one breaks every savepoint. */
final class Operators {
    static final String SOURCE = "examples-source";
    static final String DECODE = "decode";
    static final String LEARN = "learn";
    static final String DEAD_LETTERS = "dead-letters";
    static final String SNAPSHOTS = "snapshots";
    static final String STAGED = "staged";
    static final String REPORTS = "step-reports";

    private Operators() {}
}

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

    static final String CONTROL = "control-source";
    static final String COMMANDS = "commands";
    static final String ACKNOWLEDGEMENTS = "acknowledgements";

    static final String RECORDS = "records-source";
    static final String SCORE = "score";
    static final String PREDICTIONS = "predictions";

    /** In the training job, which has its own of these names. */
    static final String DECODE_RECORDS = "decode-records";

    static final String RECORD_DEAD_LETTERS = "record-dead-letters";

    static final String DRIFT_SIGNALS = "drift-signals";
    static final String DRIFT_EVENTS = "drift-events";

    /** A source whose records are given the times that they are taken at. */
    record Timed(String source, String times) {}

    /** Of examples whose labels come apart. */
    static final Timed EVENTS = new Timed(SOURCE, "examples-times");

    static final Timed LABELS = new Timed("labels-source", "labels-times");
    static final Timed SERVED = new Timed("served-source", "served-times");
    static final String DECODE_LABELS = "decode-labels";
    static final String DECODE_SERVED = "decode-served";
    static final String JOIN_LABELS = "join-labels";

    private Operators() {}
}

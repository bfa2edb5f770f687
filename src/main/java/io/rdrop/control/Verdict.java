package io.rdrop.control;

/** What became of a command. */
public enum Verdict {
    /** It took effect. */
    APPLIED("applied"),
    /** It will take effect on models that are yet to come. */
    STANDING("standing"),
    /** Its id was seen before. */
    DUPLICATE("duplicate"),
    /** A command with this sequence, or a later one, was seen before. */
    OUT_OF_ORDER("out-of-order"),
    /** A command of a later epoch was seen before. */
    OLDER_EPOCH("older-epoch"),
    /** It cannot be done; nothing was changed. */
    REFUSED("refused");

    private final String code;

    Verdict(String code) {
        this.code = code;
    }

    /** As it stands on the topic and in metrics. */
    public String code() {
        return code;
    }
}

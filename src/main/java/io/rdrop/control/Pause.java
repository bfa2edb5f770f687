package io.rdrop.control;

/** Whether a model learns. */
public enum Pause {
    /** It learns. */
    NONE,
    /** Its records wait. */
    WAIT,
    /** Its records are predicted and scored, and nothing is learned from them. */
    PREDICT
}

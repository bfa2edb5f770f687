package io.rdrop.tools.chaos;

/** Told how a run goes on. */
public interface ChaosListener {
    /** Something was done that takes a while. */
    void progress(String what);

    /** A disturbance is over. */
    void outcome(DisturbanceOutcome outcome);
}

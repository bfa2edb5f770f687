package io.rdrop.engine.dense;

/** A number that may change while a network is trained. */
@FunctionalInterface
public interface Schedule {
    /** No number at all. */
    Schedule NONE = (iteration, epoch) -> 0;

    /** The number of a step, by the updates applied before and the epoch as DL4J counts them. */
    double at(int iteration, int epoch);
}

package io.rdrop.learn;

import io.rdrop.example.Example;

/** What a replayed example is made of one that was seen: another one of the same class. */
@FunctionalInterface
public interface Variation {
    /** Examples as they were. */
    Variation NONE = (example, step, place) -> example;

    /**
     * The example as it is trained on.
     *
     * @param step of the update
     * @param place in its batch; with the step, all that it may be drawn by
     */
    Example vary(Example example, long step, int place);
}

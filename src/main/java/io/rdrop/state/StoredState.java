package io.rdrop.state;

import java.io.IOException;
import java.util.List;

/** A training state as it was stored. */
@FunctionalInterface
public interface StoredState {
    /**
     * Restores parts, in their order. One that was not stored keeps what it has.
     *
     * @throws IOException naming the part, if it is damaged, or unknown, or of a later version
     */
    void restore(List<StatePart> parts) throws IOException;

    /**
     * Restores one part and leaves all others; what was not stored keeps what it has.
     *
     * @throws IOException naming the part, if it is damaged, or of a later version
     */
    default void restoreOnly(StatePart part) throws IOException {
        // a form that has no such part
    }
}

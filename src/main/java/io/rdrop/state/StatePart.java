package io.rdrop.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A part of a training state, with a form of its own.
 *
 * @param name unique in its state; letters, digits and hyphens
 * @param version of the form that is written, from 1 on
 * @param saving writes the content
 * @param restoring reads it again; that of every earlier version, too
 */
public record StatePart(String name, int version, Saving saving, Restoring restoring) {
    /** Writes the content of a part: the same bytes, if nothing has changed. */
    @FunctionalInterface
    public interface Saving {
        void save(DataOutput out) throws IOException;
    }

    /** Reads the content of a part to its end. */
    @FunctionalInterface
    public interface Restoring {
        void restore(DataInput in, int version) throws IOException;
    }
}

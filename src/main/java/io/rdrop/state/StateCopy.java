package io.rdrop.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** State that goes from one object into another of the same shape, in memory. */
public final class StateCopy {
    private StateCopy() {}

    /** Reads what was saved. */
    @FunctionalInterface
    public interface Reading {
        void restore(DataInput in) throws IOException;
    }

    /**
     * Saves one and restores the other.
     *
     * @throws IOException if the other one cannot take it, or leaves some of it
     */
    public static void of(StatePart.Saving from, Reading into) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        from.save(new DataOutputStream(bytes));
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        into.restore(new DataInputStream(in));
        if (in.available() > 0) {
            throw new IOException("the last " + in.available() + " of " + bytes.size() + " bytes were not read");
        }
    }

    /** The same, of two parts of one name. */
    public static void of(StatePart from, StatePart into) throws IOException {
        of(from.saving(), in -> into.restoring().restore(in, from.version()));
    }
}

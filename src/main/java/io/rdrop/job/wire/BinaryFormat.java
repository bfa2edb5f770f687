package io.rdrop.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * The binary form of an immutable record that crosses operators. Implementations have a public constructor without
 * parameters, and no state but scratch space: those that have some are not for use by several threads and override
 * {@link #duplicate}.
 */
public interface BinaryFormat<T> extends Serializable {
    /** A format for another thread. */
    default BinaryFormat<T> duplicate() {
        return this;
    }

    void write(T value, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;
}

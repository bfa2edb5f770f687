package io.rdrop.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * The binary form of an immutable record that crosses operators. Implementations have no state and a public constructor
 * without parameters.
 */
public interface BinaryFormat<T> extends Serializable {
    Class<T> type();

    void write(T value, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;
}

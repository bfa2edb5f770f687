package io.rdrop.encode;

import io.rdrop.example.TableFeatures;
import io.rdrop.tensor.SparseRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** The part of the encoding that one column makes. */
interface ColumnEncoder {
    /** Inputs of this column. */
    int width();

    /** Writes every one of inputs[at .. at + width). */
    void encode(TableFeatures row, float[] inputs, int at);

    /** Adds those of its inputs that are not 0; the first one of this column is at {@code at}. */
    void encode(TableFeatures row, SparseRows into, int at);

    /** Inputs that are not 0 in a row, at most. */
    int most();

    void observe(TableFeatures row);

    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;

    Map<String, Object> describe();

    /** Values that it remembers. */
    default int vocabulary() {
        return 0;
    }
}

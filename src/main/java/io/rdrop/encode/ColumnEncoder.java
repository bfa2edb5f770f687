package io.rdrop.encode;

import io.rdrop.example.TableFeatures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The part of the encoding that one column makes. */
interface ColumnEncoder {
    /** Inputs of this column. */
    int width();

    /** Writes every one of inputs[at .. at + width). */
    void encode(TableFeatures row, float[] inputs, int at);

    void observe(TableFeatures row);

    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;

    Map<String, Object> describe();

    List<String> inputNames();

    /** Values that it remembers. */
    default int vocabulary() {
        return 0;
    }
}

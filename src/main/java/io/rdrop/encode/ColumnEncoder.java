package io.rdrop.encode;

import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.tensor.SparseRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * Updates the statistics.
     *
     * @return what of the row was left out as an outlier; null for nothing
     */
    @Nullable
    Outliers observe(TableFeatures row, SourcePosition position);

    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;

    Map<String, Object> describe();

    /** Values that it remembers. */
    default int vocabulary() {
        return 0;
    }
}

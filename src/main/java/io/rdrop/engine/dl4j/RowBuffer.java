package io.rdrop.engine.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A float32 matrix that is used again as long as the number of rows stays. Owns its array. Not for workspaces. */
final class RowBuffer implements AutoCloseable {
    private final int width;
    private @Nullable INDArray array;

    RowBuffer(int width) {
        this.width = width;
    }

    /** The matrix [rows, width], row-major, with whatever it held; valid until the number of rows changes. */
    INDArray rows(int rows) {
        INDArray held = array;
        if (held == null || held.size(0) != rows) {
            close();
            held = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, width}, 'c');
            array = held;
        }
        return held;
    }

    @Override
    public void close() {
        if (array != null) {
            array.close();
            array = null;
        }
    }
}

package io.rdrop.engine.dl4j;

import io.rdrop.engine.Floats;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The float32 memory behind a dense array, copied block-wise in the array's own order. Going through {@code getFloat}
 * costs a native call's checks per value. Valid while the array is open and nobody else computes with it: on a GPU this
 * is the host's copy, brought up to date at first and declared the newer one by each {@link #put}.
 */
final class HostFloats implements Floats {
    private final INDArray array;
    private final FloatPointer memory;
    private final long length;

    private HostFloats(INDArray array) {
        this.array = array;
        this.memory = new FloatPointer(array.data().addressPointer());
        this.length = array.length();
    }

    /** @param array dense ('c' or 'f' order without gaps), float32 */
    static HostFloats of(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("array must be FLOAT but was " + array.dataType());
        }
        Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
        return new HostFloats(array);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void get(long from, float[] into, int count) {
        memory.position(from).get(into, 0, count);
    }

    void put(long to, float[] values, int count) {
        put(to, values, 0, count);
    }

    void put(long to, float[] values, int offset, int count) {
        memory.position(to).put(values, offset, count);
        Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    }

    /** Copies a float32 matrix of any strides, row-major. */
    static void copyRowMajor(INDArray matrix, float[] into) {
        int rows = Math.toIntExact(matrix.size(0));
        int columns = Math.toIntExact(matrix.size(1));
        if (matrix.stride(1) == 1 && matrix.stride(0) == columns) {
            of(matrix).get(0, into, rows * columns);
        } else if (matrix.stride(0) == 1 && matrix.stride(1) == rows) {
            float[] columnMajor = new float[rows * columns];
            of(matrix).get(0, columnMajor, rows * columns);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    into[row * columns + column] = columnMajor[column * rows + row];
                }
            }
        } else {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    into[row * columns + column] = matrix.getFloat(row, column);
                }
            }
        }
    }
}

package io.rdrop.graph;

import io.rdrop.Public;
import java.util.Arrays;

/**
 * Numbers that a graph holds.
 *
 * @param dims rows, then columns, and so on; none for a single number
 * @param data float[], double[], long[] or String[] in row-major order; not to be modified any more
 */
@Public
public record Tensor(String name, Type type, long[] dims, Object data) {
    /** Of the numbers. */
    @Public
    public enum Type {
        FLOAT,
        DOUBLE,
        INT64,
        STRING,
        /** Only of what is computed. */
        BOOL
    }

    /** Checks that there are as many values as the dimensions say. */
    public Tensor {
        long count = Arrays.stream(dims).reduce(1, Math::multiplyExact);
        int length =
                switch (type) {
                    case FLOAT -> ((float[]) data).length;
                    case DOUBLE -> ((double[]) data).length;
                    case INT64 -> ((long[]) data).length;
                    case STRING -> ((String[]) data).length;
                    case BOOL -> throw new IllegalArgumentException("a tensor of BOOL cannot be a constant");
                };
        if (length != count) {
            throw new IllegalArgumentException(
                    "a tensor of " + Arrays.toString(dims) + " must have " + count + " values but had " + length);
        }
    }
}

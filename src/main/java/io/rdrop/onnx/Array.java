package io.rdrop.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is computed with. All numbers are held in float64: a float32 is one, and a sum, product, quotient or
 * root of two that is rounded to float32 is what float32 arithmetic gives.
 *
 * @param dims sizes of the axes; none for a scalar
 * @param numbers row-major; not copied. Booleans are 0 and 1
 * @param texts of {@link Type#STRING}, instead of numbers
 */
record Array(Type type, int[] dims, double[] numbers, String @Nullable [] texts) {
    /** What is held. */
    enum Type {
        FLOAT,
        DOUBLE,
        INT64,
        BOOL,
        STRING;

        /** A number as one of this type. */
        double of(double value) {
            return switch (this) {
                case FLOAT -> (float) value;
                case INT64 -> (long) value;
                case BOOL -> value == 0 ? 0 : 1;
                default -> value;
            };
        }
    }

    static Array of(Type type, int[] dims, double[] numbers) {
        if (size(dims) != numbers.length) {
            throw new IllegalArgumentException(
                    Arrays.toString(dims) + " are not the sizes of " + numbers.length + " numbers");
        }
        return new Array(type, dims, numbers, null);
    }

    static Array longs(long... values) {
        return of(
                Type.INT64,
                new int[] {values.length},
                Arrays.stream(values).asDoubleStream().toArray());
    }

    /** The same with room for other numbers. */
    static Array room(Type type, int... dims) {
        return of(type, dims, new double[size(dims)]);
    }

    static int size(int[] dims) {
        int size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, dim);
        }
        return size;
    }

    int rank() {
        return dims.length;
    }

    /** An axis, which may be counted from the end. */
    int axis(long axis) {
        int at = (int) (axis < 0 ? axis + dims.length : axis);
        if (at < 0 || at >= dims.length) {
            throw new IllegalArgumentException("there is no axis " + axis + " of " + Arrays.toString(dims));
        }
        return at;
    }

    /** Numbers before the next place of an axis. */
    int stride(int axis) {
        int stride = 1;
        for (int i = axis + 1; i < dims.length; i++) {
            stride *= dims[i];
        }
        return stride;
    }

    /** The same numbers in other sizes. */
    Array reshaped(int... other) {
        return of(type, other, numbers);
    }

    /** As whole numbers. */
    long[] toLongs() {
        return Arrays.stream(numbers).mapToLong(number -> (long) number).toArray();
    }

    /** The only number. */
    double scalar() {
        if (numbers.length != 1) {
            throw new IllegalArgumentException("one number is needed, but there are " + numbers.length);
        }
        return numbers[0];
    }
}

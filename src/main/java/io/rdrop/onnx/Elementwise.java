package io.rdrop.onnx;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operators that work on each number by itself, or on two tensors that are spread out to the sizes of each other. */
final class Elementwise {
    private Elementwise() {}

    static Array map(Array value, DoubleUnaryOperator function) {
        return map(value, value.type(), function);
    }

    static Array map(Array value, Array.Type type, DoubleUnaryOperator function) {
        double[] numbers = new double[value.numbers().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = type.of(function.applyAsDouble(value.numbers()[i]));
        }
        return Array.of(type, value.dims(), numbers);
    }

    static Array both(Array one, Array two, DoubleBinaryOperator function) {
        return both(one, two, one.type(), function);
    }

    static Array both(Array one, Array two, Array.Type type, DoubleBinaryOperator function) {
        int[] dims = common(one.dims(), two.dims());
        Array a = spread(one, dims);
        Array b = spread(two, dims);
        double[] numbers = new double[Array.size(dims)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = type.of(function.applyAsDouble(a.numbers()[i], b.numbers()[i]));
        }
        return Array.of(type, dims, numbers);
    }

    static Array where(Array condition, Array yes, Array no) {
        int[] dims = common(common(condition.dims(), yes.dims()), no.dims());
        double[] is = spread(condition, dims).numbers();
        double[] then = spread(yes, dims).numbers();
        double[] otherwise = spread(no, dims).numbers();
        double[] numbers = new double[is.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = is[i] != 0 ? then[i] : otherwise[i];
        }
        return Array.of(yes.type(), dims, numbers);
    }

    /** Sizes to which both can be spread. */
    static int[] common(int[] one, int[] two) {
        int[] dims = new int[Math.max(one.length, two.length)];
        for (int i = 1; i <= dims.length; i++) {
            int a = i > one.length ? 1 : one[one.length - i];
            int b = i > two.length ? 1 : two[two.length - i];
            if (a != b && a != 1 && b != 1) {
                throw new IllegalArgumentException(
                        Arrays.toString(one) + " and " + Arrays.toString(two) + " do not go together");
            }
            dims[dims.length - i] = a == 1 ? b : a;
        }
        return dims;
    }

    /** Repeated along axes of size 1 and along new first axes. */
    static Array spread(Array value, int[] dims) {
        if (Arrays.equals(value.dims(), dims)) {
            return value;
        }
        int[] steps = new int[dims.length];
        int stride = 1;
        for (int i = 1; i <= value.rank(); i++) {
            int size = value.dims()[value.rank() - i];
            steps[dims.length - i] = size == 1 ? 0 : stride;
            stride *= size;
        }
        double[] numbers = new double[Array.size(dims)];
        int[] place = new int[dims.length];
        int from = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = value.numbers()[from];
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                from += steps[axis];
                if (++place[axis] < dims[axis]) {
                    break;
                }
                from -= steps[axis] * dims[axis];
                place[axis] = 0;
            }
        }
        return Array.of(value.type(), dims, numbers);
    }
}

package io.rdrop.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that take numbers from one place to another. */
final class Shapes {
    private Shapes() {}

    static Array reshape(Array value, Array shape) {
        int[] dims = new int[shape.numbers().length];
        int known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            int size = (int) shape.numbers()[i];
            dims[i] = size == 0 ? value.dims()[i] : size;
            if (size == -1) {
                open = i;
            } else {
                known *= dims[i];
            }
        }
        if (open >= 0) {
            dims[open] = known == 0 ? 0 : value.numbers().length / known;
        }
        return value.reshaped(dims);
    }

    static Array flatten(Array value, int axis) {
        int rows = Array.size(Arrays.copyOf(value.dims(), axis));
        return value.reshaped(rows, rows == 0 ? 0 : value.numbers().length / rows);
    }

    static Array unsqueeze(Array value, Array axes) {
        int rank = value.rank() + axes.numbers().length;
        boolean[] isNew = new boolean[rank];
        for (long axis : axes.toLongs()) {
            isNew[(int) (axis < 0 ? axis + rank : axis)] = true;
        }
        int[] dims = new int[rank];
        int from = 0;
        for (int i = 0; i < rank; i++) {
            dims[i] = isNew[i] ? 1 : value.dims()[from++];
        }
        return value.reshaped(dims);
    }

    static Array transpose(Array value, long[] order) {
        int[] dims = new int[order.length];
        int[] strides = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = value.dims()[(int) order[i]];
            strides[i] = value.stride((int) order[i]);
        }
        return picked(value, dims, 0, strides);
    }

    /** The numbers at a start and so many steps along each axis. */
    private static Array picked(Array value, int[] dims, int start, int[] strides) {
        double[] numbers = new double[Array.size(dims)];
        int[] place = new int[dims.length];
        int from = start;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = value.numbers()[from];
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++place[axis] < dims[axis]) {
                    break;
                }
                from -= strides[axis] * dims[axis];
                place[axis] = 0;
            }
        }
        return Array.of(value.type(), dims, numbers);
    }

    static Array slice(Array value, Array starts, Array ends, @Nullable Array axes) {
        int[] dims = value.dims().clone();
        int[] strides = IntStream.range(0, value.rank()).map(value::stride).toArray();
        int start = 0;
        for (int i = 0; i < starts.numbers().length; i++) {
            int axis = axes == null ? i : value.axis((long) axes.numbers()[i]);
            int size = value.dims()[axis];
            int from = bounded(starts.numbers()[i], size);
            int to = Math.max(from, bounded(ends.numbers()[i], size));
            dims[axis] = to - from;
            start += from * strides[axis];
        }
        return picked(value, dims, start, strides);
    }

    private static int bounded(double index, int size) {
        double at = index < 0 ? index + size : index;
        return (int) Math.max(0, Math.min(size, at));
    }

    static Array concat(List<Array> values, int axis) {
        Array first = values.get(0);
        int[] dims = first.dims().clone();
        dims[axis] = values.stream().mapToInt(value -> value.dims()[axis]).sum();
        Array all = Array.room(first.type(), dims);
        int inner = first.stride(axis);
        int outer = Array.size(Arrays.copyOf(dims, axis));
        int to = 0;
        for (int o = 0; o < outer; o++) {
            for (Array value : values) {
                int length = value.dims()[axis] * inner;
                System.arraycopy(value.numbers(), o * length, all.numbers(), to, length);
                to += length;
            }
        }
        return all;
    }

    static Array gather(Array value, Array places, int axis) {
        int size = value.dims()[axis];
        int inner = value.stride(axis);
        int outer = Array.size(Arrays.copyOf(value.dims(), axis));
        int count = places.numbers().length;
        int[] dims = IntStream.concat(
                        IntStream.concat(Arrays.stream(value.dims(), 0, axis), Arrays.stream(places.dims())),
                        Arrays.stream(value.dims(), axis + 1, value.rank()))
                .toArray();
        int[] at = new int[count];
        for (int i = 0; i < count; i++) {
            long place = (long) places.numbers()[i];
            at[i] = (int) (place < 0 ? place + size : place);
            if (at[i] < 0 || at[i] >= size) {
                throw new IllegalArgumentException("there is no place " + place + " of " + size);
            }
        }
        String[] all = value.texts();
        if (all != null) {
            String[] texts = new String[count];
            for (int i = 0; i < count; i++) {
                texts[i] = all[at[i]];
            }
            return new Array(Array.Type.STRING, dims, new double[count], texts);
        }
        Array gathered = Array.room(value.type(), dims);
        int to = 0;
        for (int o = 0; o < outer; o++) {
            for (int i : at) {
                System.arraycopy(value.numbers(), (o * size + i) * inner, gathered.numbers(), to, inner);
                to += inner;
            }
        }
        return gathered;
    }

    /** Numbers are added to places of a copy. */
    static Array scatterAdding(Array value, Array places, Array added, int axis) {
        Array result = Array.of(value.type(), value.dims(), value.numbers().clone());
        int[] place = new int[places.rank()];
        for (int i = 0; i < places.numbers().length; i++) {
            int left = i;
            for (int d = place.length - 1; d >= 0; d--) {
                place[d] = left % places.dims()[d];
                left /= places.dims()[d];
            }
            double where = places.numbers()[i];
            place[axis] = (int) (where < 0 ? where + value.dims()[axis] : where);
            int to = 0;
            for (int d = 0; d < place.length; d++) {
                to = to * value.dims()[d] + place[d];
            }
            result.numbers()[to] = value.type().of(result.numbers()[to] + added.numbers()[i]);
        }
        return result;
    }

    /** The largest or least of the last axis, and where they are; of equal ones the first comes first. */
    static List<Array> top(Array value, int count, boolean isLargest) {
        int size = value.dims()[value.rank() - 1];
        int rows = size == 0 ? 0 : value.numbers().length / size;
        int[] dims = value.dims().clone();
        dims[dims.length - 1] = count;
        Array best = Array.room(value.type(), dims);
        Array places = Array.room(Array.Type.INT64, dims);
        double sign = isLargest ? -1 : 1;
        for (int row = 0; row < rows; row++) {
            int found = 0;
            int at = row * count;
            for (int i = 0; i < size; i++) {
                double number = value.numbers()[row * size + i];
                if (found == count && !(sign * number < sign * best.numbers()[at + count - 1])) {
                    continue;
                }
                int to = found < count ? found++ : count - 1;
                while (to > 0 && sign * number < sign * best.numbers()[at + to - 1]) {
                    best.numbers()[at + to] = best.numbers()[at + to - 1];
                    places.numbers()[at + to] = places.numbers()[at + to - 1];
                    to--;
                }
                best.numbers()[at + to] = number;
                places.numbers()[at + to] = i;
            }
        }
        return List.of(best, places);
    }
}

package io.rdrop.engine.dense;

import io.rdrop.engine.Floats;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * float32 values outside the Java heap, where BLAS works without copies. Loops are faster on Java arrays (the JIT
 * vectorises them, and not those over buffers), so values are copied block-wise between the two, at the speed of a
 * cache.
 */
public final class NativeFloats implements Floats, AutoCloseable {
    /** More values than this do not fit in one buffer. */
    public static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

    private final FloatPointer memory;
    private final FloatBuffer values;
    private final int length;

    /** Memory that JavaCPP does not count against its limit, which is as large as the heap; null if it does. */
    private @Nullable Pointer uncounted;

    private NativeFloats(FloatPointer memory, int length) {
        this.memory = memory;
        this.length = length;
        this.values = length == 0 ? FloatBuffer.allocate(0) : memory.asBuffer();
    }

    /** New memory, with arbitrary values; the caller closes it. */
    static NativeFloats allocate(int length) {
        return new NativeFloats(new FloatPointer(Math.max(1, length)), length);
    }

    /** A copy outside the heap; the caller closes it. */
    static NativeFloats of(float[] values) {
        NativeFloats copy = allocate(values.length);
        copy.put(0, values, 0, values.length);
        return copy;
    }

    /** New memory for what a model consists of, all 0; the caller closes it. */
    static NativeFloats zeros(int length) {
        int room = Math.max(1, length);
        Pointer memory = Pointer.calloc(room, Float.BYTES);
        if (memory == null || memory.isNull()) {
            throw new OutOfMemoryError("no native memory for " + length + " float32 values");
        }
        NativeFloats zeros = new NativeFloats(new FloatPointer(memory).capacity(room), length);
        zeros.uncounted = memory;
        return zeros;
    }

    /** A view of memory that somebody else owns, and keeps as long as the view is used. */
    private static NativeFloats view(FloatPointer memory, int length) {
        if (length == 0) {
            return new NativeFloats(memory, 0);
        }
        FloatPointer bounded = new FloatPointer(memory);
        bounded.capacity(bounded.position() + length);
        return new NativeFloats(bounded, length);
    }

    /** A part of these values; valid as long as they are. */
    public NativeFloats part(int from, int count) {
        return view(memory.getPointer(from), count);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void get(long from, float[] into, int count) {
        values.get((int) from, into, 0, count);
    }

    /** For BLAS; valid until {@link #close()}. */
    FloatPointer pointer() {
        return memory;
    }

    public void get(int from, float[] into, int to, int count) {
        values.get(from, into, to, count);
    }

    public void put(int to, float[] from, int offset, int count) {
        values.put(to, from, offset, count);
    }

    /** Whether the first values are these ones. */
    boolean startsWith(FloatBuffer others) {
        return values.slice(0, others.remaining()).mismatch(others) < 0;
    }

    /** Sum of squares in float64, in an order that depends on the length only. */
    double squares(float[] block) {
        double sum = 0;
        for (int from = 0; from < length; from += block.length) {
            int count = Math.min(block.length, length - from);
            get(from, block, 0, count);
            sum += Loops.squares(block, count);
        }
        return sum;
    }

    /** Takes the values of memory that is as long. */
    public void copy(NativeFloats other) {
        values.put(0, other.values, 0, length);
    }

    /** Sets all values to 0; not of a view. */
    void clear() {
        Pointer.memset(memory, 0, (long) length * Float.BYTES);
    }

    /** Frees the memory; not for a view. */
    @Override
    public void close() {
        if (uncounted == null) {
            memory.close();
        } else {
            Pointer.free(uncounted);
        }
    }
}

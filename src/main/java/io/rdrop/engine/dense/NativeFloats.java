package io.rdrop.engine.dense;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * float32 values outside the Java heap, where BLAS works without copies. Loops are faster on Java arrays (the JIT vectorises
 * them, and not those over buffers), so values are copied block-wise between the two, at the speed of a cache.
 */
public final class NativeFloats implements AutoCloseable {
    /** More values than this do not fit in one buffer. */
    public static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

    private final FloatPointer memory;
    private final FloatBuffer values;
    private final int length;

    private NativeFloats(FloatPointer memory, int length) {
        this.memory = memory;
        this.length = length;
        this.values = length == 0 ? FloatBuffer.allocate(0) : memory.asBuffer();
    }

    /** New memory, with arbitrary values; the caller closes it. */
    static NativeFloats allocate(int length) {
        return new NativeFloats(new FloatPointer(Math.max(1, length)), length);
    }

    /** No values. */
    public static NativeFloats none() {
        return view(new FloatPointer(), 0);
    }

    /**
     * A view of memory that somebody else owns, and keeps as long as the view is used.
     *
     * @param memory its first value
     * @param length values, at most {@link #MAX_LENGTH}
     */
    public static NativeFloats view(FloatPointer memory, long length) {
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("at most " + MAX_LENGTH + " values fit but there are " + length);
        }
        if (length == 0) {
            return new NativeFloats(memory, 0);
        }
        FloatPointer bounded = new FloatPointer(memory);
        bounded.capacity(bounded.position() + length);
        return new NativeFloats(bounded, (int) length);
    }

    /** A part of these values; valid as long as they are. */
    public NativeFloats part(int from, int count) {
        return view(memory.getPointer(from), count);
    }

    /** Values. */
    public int length() {
        return length;
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

    /**
     * Sum of squares in float64, in an order that depends on the length only.
     *
     * @param block scratch
     */
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

    /** Frees the memory; not for a view. */
    @Override
    public void close() {
        memory.close();
    }
}

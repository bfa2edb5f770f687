package io.rdrop.model.dl4j.plan;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * float32 values outside the Java heap, where BLAS works without copies. Loops are faster on Java arrays (the JIT vectorises
 * them, and not those over buffers), so values are copied block-wise between the two, at the speed of a cache.
 */
public final class NativeFloats implements AutoCloseable {
    /** More values than this do not fit in one buffer. */
    public static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

    private static final int LANES = 8;

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

    int length() {
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
     * @param block scratch, at least {@value #LANES} values
     */
    double squares(float[] block) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double rest = 0;
        int size = block.length - block.length % LANES;
        for (int from = 0; from < length; from += size) {
            int count = Math.min(size, length - from);
            get(from, block, 0, count);
            int whole = count - count % LANES;
            // Four chains of additions: one would wait for each sum before it starts the next.
            for (int i = 0; i < whole; i += LANES) {
                s0 += (double) block[i] * block[i] + (double) block[i + 4] * block[i + 4];
                s1 += (double) block[i + 1] * block[i + 1] + (double) block[i + 5] * block[i + 5];
                s2 += (double) block[i + 2] * block[i + 2] + (double) block[i + 6] * block[i + 6];
                s3 += (double) block[i + 3] * block[i + 3] + (double) block[i + 7] * block[i + 7];
            }
            for (int i = whole; i < count; i++) {
                rest += (double) block[i] * block[i];
            }
        }
        return s0 + s1 + (s2 + s3) + rest;
    }

    /** Frees the memory; not for a view. */
    @Override
    public void close() {
        memory.close();
    }
}

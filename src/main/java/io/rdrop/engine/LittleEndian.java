package io.rdrop.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** float32 as bytes, least significant first, whatever the machine's own order. */
public final class LittleEndian {
    private LittleEndian() {}

    /** Writes the first {@code count} values; returns the bytes written. */
    public static int encode(float[] values, int count, byte[] into) {
        buffer(into).asFloatBuffer().put(values, 0, count);
        return count * Float.BYTES;
    }

    /** Reads {@code count} values. */
    public static void decode(byte[] bytes, int count, float[] into, int to) {
        buffer(bytes).asFloatBuffer().get(into, to, count);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package io.rdrop.example;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow as they are written; numbers are little-endian, as processors and numpy have them. Reusable. */
public final class ByteWriter {
    static final VarHandle SHORT = view(short[].class);
    static final VarHandle INT = view(int[].class);
    static final VarHandle LONG = view(long[].class);
    static final VarHandle FLOAT = view(float[].class);
    static final VarHandle DOUBLE = view(double[].class);

    private byte[] bytes = new byte[512];
    private int length;

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** Forgets what was written. */
    public ByteWriter clear() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /** What was written, from index 0 on; valid until the next call. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public void u8(int value) {
        int at = room(1); // before `bytes` is looked at: it may be another array afterwards
        bytes[at] = (byte) value;
    }

    public void u16(int value) {
        int at = room(Short.BYTES);
        SHORT.set(bytes, at, (short) value);
    }

    public void i32(int value) {
        int at = room(Integer.BYTES);
        INT.set(bytes, at, value);
    }

    public void i64(long value) {
        int at = room(Long.BYTES);
        LONG.set(bytes, at, value);
    }

    public void f32(float value) {
        int at = room(Float.BYTES);
        FLOAT.set(bytes, at, value);
    }

    public void f64(double value) {
        int at = room(Double.BYTES);
        DOUBLE.set(bytes, at, value);
    }

    /** Every value, without their number. */
    public void doubles(double[] values) {
        int at = room(values.length * Double.BYTES);
        for (double value : values) {
            DOUBLE.set(bytes, at, value);
            at += Double.BYTES;
        }
    }

    public void bytes(byte[] values) {
        int at = room(values.length);
        System.arraycopy(values, 0, bytes, at, values.length);
    }

    private int room(int more) {
        int at = length;
        length = Math.addExact(at, more);
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        return at;
    }
}

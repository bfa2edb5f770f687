package io.rdrop.example;

import java.io.EOFException;
import java.io.IOException;

/** Reads what {@link ByteWriter} wrote, and numbers as Avro writes them. Never reads past the end. Reusable. */
public final class ByteReader {
    private static final int MAX_VARINT_BYTES = 10;
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int at;
    private int end;

    /** Begins anew. */
    public ByteReader over(byte[] source, int from, int length) {
        bytes = source;
        at = from;
        end = from + length;
        return this;
    }

    /** Index of the next byte. */
    public int position() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    /** What is read from, not a copy. */
    public byte[] array() {
        return bytes;
    }

    public int u8() throws IOException {
        return bytes[take(1)] & 0xff;
    }

    public int u16() throws IOException {
        return (short) ByteWriter.SHORT.get(bytes, take(Short.BYTES)) & 0xffff;
    }

    public int i32() throws IOException {
        return (int) ByteWriter.INT.get(bytes, take(Integer.BYTES));
    }

    public long i64() throws IOException {
        return (long) ByteWriter.LONG.get(bytes, take(Long.BYTES));
    }

    public float f32() throws IOException {
        return (float) ByteWriter.FLOAT.get(bytes, take(Float.BYTES));
    }

    public double f64() throws IOException {
        return (double) ByteWriter.DOUBLE.get(bytes, take(Double.BYTES));
    }

    /** Fills the array with float64 numbers. */
    public void doubles(double[] into) throws IOException {
        int from = take((long) into.length * Double.BYTES);
        for (int i = 0; i < into.length; i++) {
            into[i] = (double) ByteWriter.DOUBLE.get(bytes, from + i * Double.BYTES);
        }
    }

    /** Fills the array with float32 numbers. */
    public void floats(double[] into) throws IOException {
        int from = take((long) into.length * Float.BYTES);
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) ByteWriter.FLOAT.get(bytes, from + i * Float.BYTES);
        }
    }

    /** A zigzag variable-length number, as Avro's int and long. */
    public long varint() throws IOException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            int b = u8();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IOException("the number that ends at byte " + at + " has more than " + MAX_VARINT_BYTES + " bytes");
    }

    /** A copy of the next bytes. */
    public byte[] bytes(int length) throws IOException {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, take(length), copy, 0, length);
        return copy;
    }

    /** Passes over bytes and returns the index of the first. */
    public int take(long length) throws IOException {
        if (length < 0 || length > end - at) {
            throw new EOFException("at byte " + at + " there must be " + length + " more but there were " + (end - at));
        }
        int from = at;
        at += (int) length;
        return from;
    }
}

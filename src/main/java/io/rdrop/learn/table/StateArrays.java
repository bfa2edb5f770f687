package io.rdrop.learn.table;

import io.rdrop.engine.LittleEndian;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Arrays in binary state: their length, then their values; float32 least significant byte first. */
public final class StateArrays {
    private StateArrays() {}

    /** Writes the first {@code count} values. */
    public static void write(float[] values, int count, DataOutput out) throws IOException {
        out.writeInt(count);
        byte[] bytes = new byte[Math.multiplyExact(count, Float.BYTES)];
        LittleEndian.encode(values, count, bytes);
        out.write(bytes);
    }

    /** As {@link #write(float[], int, DataOutput)}. */
    public static void write(int[] values, int count, DataOutput out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeInt(values[i]);
        }
    }

    /** Writes all values. */
    public static void write(double[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /**
     * Reads values into the front of an array; returns how many there were.
     *
     * @throws IOException if they do not fit in
     */
    public static int read(DataInput in, float[] into) throws IOException {
        int count = count(in, into.length);
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        LittleEndian.decode(bytes, count, into, 0);
        return count;
    }

    /** As {@link #read(DataInput, float[])}. */
    public static int read(DataInput in, int[] into) throws IOException {
        int count = count(in, into.length);
        for (int i = 0; i < count; i++) {
            into[i] = in.readInt();
        }
        return count;
    }

    /** As {@link #read(DataInput, float[])}. */
    public static int read(DataInput in, double[] into) throws IOException {
        int count = count(in, into.length);
        for (int i = 0; i < count; i++) {
            into[i] = in.readDouble();
        }
        return count;
    }

    private static int count(DataInput in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("state is damaged: an array of " + count + " values where at most " + most + " fit");
        }
        return count;
    }
}

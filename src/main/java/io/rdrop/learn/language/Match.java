package io.rdrop.learn.language;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Where the text at hand was seen before, and for how long the two have been the same: it may well go on the same. */
final class Match {
    /** Classes of length, from 1; 0 is no match. */
    static final int LENGTHS = 17;

    /** Bytes that are remembered, a power of 2. */
    private static final int REMEMBERED = 1 << 22;

    private static final int PLACE_BITS = 18;
    private static final int LEAST = 4;
    private static final int MOST = 400;
    private static final float RATE = 0.01f;
    private static final float FIRST = 0.5f;

    private byte[] bytes = new byte[1 << 12];
    /** Bytes so far. */
    private long count;
    /** Where in the text a hash of the last bytes was seen last: 1 + position; 0 for nowhere. */
    private final long[] places = new long[1 << PLACE_BITS];
    /** How often the byte after a match of a length was the same, bit by bit. */
    private final float[] held = new float[LENGTHS];

    Match() {
        Arrays.fill(held, FIRST);
    }

    /** Where one reads: the place of the byte that may come next, and how many before it are the same. */
    static final class Cursor {
        private long place;
        private int length;

        void set(Cursor other) {
            place = other.place;
            length = other.length;
        }

        void save(DataOutput out) throws IOException {
            out.writeLong(place);
            out.writeInt(length);
        }

        void restore(DataInput in) throws IOException {
            place = in.readLong();
            length = in.readInt();
        }
    }

    /** The byte that would come next; -1 if there is no match. */
    int expected(Cursor cursor) {
        return cursor.length > 0 ? at(cursor.place) : -1;
    }

    private int at(long place) {
        return bytes[(int) (place & (bytes.length - 1))] & 0xFF;
    }

    /** The class of a match's length: 1 to {@value #LENGTHS} - 1. */
    static int lengthClass(Cursor cursor) {
        int length = cursor.length;
        return 1 + Math.min(LENGTHS - 2, length < 16 ? length / 2 : 8 + (length - 16) / 8);
    }

    /** How probable it is that a bit is that of the expected byte. */
    float held(int lengthClass) {
        return held[lengthClass];
    }

    void learn(int lengthClass, boolean isSame) {
        held[lengthClass] += ((isSame ? 1 : 0) - held[lengthClass]) * RATE;
    }

    /** A byte was read: the match goes on, or is over. */
    void follow(Cursor cursor, int symbol) {
        if (cursor.length > 0 && at(cursor.place) == symbol) {
            cursor.place++;
            cursor.length = Math.min(1 << 16, cursor.length + 1);
        } else {
            cursor.length = 0;
        }
    }

    /** Remembers a byte, and looks for another match if there is none. */
    void add(Cursor cursor, int symbol, int hashOfLast) {
        if (count == bytes.length && bytes.length < REMEMBERED) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        bytes[(int) (count & (bytes.length - 1))] = (byte) symbol;
        count++;
        int place = hashOfLast >>> (Integer.SIZE - PLACE_BITS);
        if (cursor.length == 0) {
            look(cursor, places[place]);
        }
        places[place] = count;
    }

    private void look(Cursor cursor, long place) {
        long oldest = Math.max(0, count - bytes.length);
        int length = 0;
        while (length < MOST && place - length > oldest && at(place - 1 - length) == at(count - 1 - length)) {
            length++;
        }
        cursor.place = place;
        cursor.length = length >= LEAST && place < count ? length : 0;
    }

    long bytes() {
        return Math.min(count, bytes.length) + (long) Long.BYTES * places.length;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeInt(bytes.length);
        out.write(bytes, 0, (int) Math.min(count, bytes.length));
        for (long place : places) {
            out.writeLong(place);
        }
        StateArrays.write(held, LENGTHS, out);
    }

    void restore(DataInput in) throws IOException {
        count = in.readLong();
        int length = in.readInt();
        if (length < 1 || length > REMEMBERED || Integer.bitCount(length) != 1) {
            throw new IOException("state is damaged: " + length + " bytes are remembered");
        }
        bytes = new byte[length];
        in.readFully(bytes, 0, (int) Math.min(count, length));
        for (int i = 0; i < places.length; i++) {
            places[i] = in.readLong();
        }
        StateArrays.read(in, held);
    }
}

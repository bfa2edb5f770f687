package io.rdrop.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A name and its colon as they mostly stand in a record, {@code "name":}, made ready to compare bytes with. */
final class JsonName {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    /** The first eight bytes at most, and which bits of eight bytes these are. */
    private final long head;

    private final long mask;

    /** @throws IllegalArgumentException if the name cannot stand in JSON as it is */
    JsonName(String name) {
        if (!isPlain(name)) {
            throw new IllegalArgumentException("name must need no escapes but was " + Excerpt.of(name));
        }
        bytes = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
        head = (long) LONG.get(Arrays.copyOf(bytes, Math.max(Long.BYTES, bytes.length)), 0);
        mask = bytes.length >= Long.BYTES ? -1 : (1L << (Byte.SIZE * bytes.length)) - 1;
    }

    /** Whether a name can stand in JSON as it is. */
    static boolean isPlain(String name) {
        return name.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c));
    }

    int length() {
        return bytes.length;
    }

    /** Whether the name stands at an index; false within the last eight bytes, where no name of a good record ends. */
    boolean isAt(byte[] record, int at) {
        int to = at + bytes.length;
        return to <= record.length - Long.BYTES
                && (((long) LONG.get(record, at) ^ head) & mask) == 0
                && (bytes.length <= Long.BYTES
                        || Arrays.equals(record, at + Long.BYTES, to, bytes, Long.BYTES, bytes.length));
    }
}

package io.rdrop.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame around a stored training state: magic {@code RDRS}, format version (int32), payload length (int32), payload,
 * CRC-32C of the payload (int32); all big-endian.
 */
public final class StateFrame {
    public static final int VERSION = 1;

    private static final int MAGIC = 0x52445253;
    private static final int OVERHEAD_BYTES = 16;

    private StateFrame() {}

    static byte[] wrap(byte[] payload) throws IOException {
        Writer writer = new Writer(payload.length);
        writer.payload().write(payload);
        return writer.finish();
    }

    /** Writes a payload into its frame, without copies of it in between: a state can be most of the heap. */
    public static final class Writer {
        private static final int HEADER_BYTES = 3 * Integer.BYTES;

        private final Buffer buffer;

        /** @param expected bytes of the payload, about; more only costs a copy */
        public Writer(int expected) {
            buffer = new Buffer(expected + OVERHEAD_BYTES);
            buffer.writeBytes(new byte[HEADER_BYTES]);
        }

        /** Where the payload is written. */
        public DataOutputStream payload() {
            return new DataOutputStream(buffer);
        }

        /** The frame; nothing may be written any more. */
        public byte[] finish() throws IOException {
            buffer.header(MAGIC, VERSION, buffer.size() - HEADER_BYTES);
            int checksum = buffer.checksum(HEADER_BYTES);
            payload().writeInt(checksum);
            return buffer.toByteArray();
        }
    }

    private static final class Buffer extends ByteArrayOutputStream {
        Buffer(int size) {
            super(size);
        }

        void header(int... values) {
            ByteBuffer.wrap(buf).asIntBuffer().put(values);
        }

        int checksum(int from) {
            CRC32C crc = new CRC32C();
            crc.update(buf, from, count - from);
            return (int) crc.getValue();
        }

        @Override
        public byte[] toByteArray() {
            return count == buf.length ? buf : super.toByteArray();
        }
    }

    /**
     * The payload of a frame.
     *
     * @throws IOException if this is no training state, of another version, or damaged
     */
    public static byte[] unwrap(byte[] framed) throws IOException {
        if (framed.length < OVERHEAD_BYTES) {
            throw new IOException(
                    "a training state has at least " + OVERHEAD_BYTES + " bytes but this had " + framed.length);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(framed));
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new IOException("not a training state: it starts with 0x" + Integer.toHexString(magic));
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("training state must have version " + VERSION + " but had " + version);
        }
        int length = in.readInt();
        if (length != framed.length - OVERHEAD_BYTES) {
            throw new IOException(
                    "training state must have " + length + " bytes but had " + (framed.length - OVERHEAD_BYTES));
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (in.readInt() != checksum(payload)) {
            throw new IOException("training state is damaged: its checksum does not hold");
        }
        return payload;
    }

    private static int checksum(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }
}

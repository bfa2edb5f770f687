package io.rdrop.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parts a training state has, in a chunk of its own; its form is in {@code docs/architecture.md}. */
record Directory(Map<String, StoredPart> parts) {
    static final String KEY = "parts";
    static final int FORMAT = 2;

    /** The directory that was stored; null if there is none. */
    static @Nullable Directory read(Chunks chunks) throws IOException {
        byte[] bytes = chunks.get(KEY);
        if (bytes == null) {
            return null;
        }
        int length = bytes.length - Long.BYTES;
        if (length < 2 * Integer.BYTES || ByteBuffer.wrap(bytes).getLong(length) != Checksum.of(bytes, length)) {
            throw new IOException("the directory of the training state is damaged: its checksum does not hold");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("training state must have format " + FORMAT + " but had " + format);
        }
        Map<String, StoredPart> parts = new LinkedHashMap<>();
        for (int part = in.readInt(); part > 0; part--) {
            parts.put(in.readUTF(), new StoredPart(in.readInt(), in.readLong(), checksums(in)));
        }
        return new Directory(parts);
    }

    private static List<Long> checksums(DataInputStream in) throws IOException {
        List<Long> checksums = new ArrayList<>();
        for (int chunk = in.readInt(); chunk > 0; chunk--) {
            checksums.add(in.readLong());
        }
        return checksums;
    }

    void write(Chunks chunks) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeInt(parts.size());
        for (Map.Entry<String, StoredPart> part : parts.entrySet()) {
            out.writeUTF(part.getKey());
            out.writeInt(part.getValue().version());
            out.writeLong(part.getValue().length());
            out.writeInt(part.getValue().chunks());
            for (long checksum : part.getValue().checksums()) {
                out.writeLong(checksum);
            }
        }
        out.writeLong(Checksum.of(bytes.toByteArray(), bytes.size()));
        chunks.put(KEY, bytes.toByteArray());
    }
}

package io.rdrop.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Chunks on the heap, for as long as this lives. */
public final class ChunkMap implements Chunks {
    private static final int MAGIC = 0x52445243;

    private final SortedMap<String, byte[]> kept = new TreeMap<>();

    /**
     * What {@link #bytes} gave.
     *
     * @throws IOException if it is something else, or ends early
     */
    public static ChunkMap of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        ChunkMap chunks = new ChunkMap();
        try {
            int magic = in.readInt();
            if (magic != MAGIC) {
                throw new IOException("not a training state: it starts with 0x" + Integer.toHexString(magic));
            }
            for (int left = in.readInt(); left > 0; left--) {
                String key = in.readUTF();
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IOException("chunk " + key + " of a training state ends early");
                }
                chunks.put(key, in.readNBytes(length));
            }
        } catch (EOFException e) {
            throw new IOException("a training state ends early", e);
        }
        return chunks;
    }

    /**
     * All of it: magic {@code RDRC}, the number of chunks (int32), then of each, ascending by key, the key (modified
     * UTF-8 after its length), the length in bytes (int32), the bytes; big-endian. Each chunk has its checksum in the
     * directory, which is one of them.
     */
    public byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(kept.size());
        for (Map.Entry<String, byte[]> chunk : kept.entrySet()) {
            out.writeUTF(chunk.getKey());
            out.writeInt(chunk.getValue().length);
            out.write(chunk.getValue());
        }
        return bytes.toByteArray();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return kept.get(key);
    }

    @Override
    public void put(String key, byte[] chunk) {
        kept.put(key, chunk);
    }

    @Override
    public void remove(String key) {
        kept.remove(key);
    }
}

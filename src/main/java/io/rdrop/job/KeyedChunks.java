package io.rdrop.job;

import io.rdrop.state.Chunks;
import java.io.IOException;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.function.SupplierWithException;
import org.jspecify.annotations.Nullable;

/** The chunks of the current key. */
record KeyedChunks(MapState<String, byte[]> state) implements Chunks {
    @Override
    public byte @Nullable [] get(String key) throws IOException {
        return access(() -> state.get(key));
    }

    @Override
    public void put(String key, byte[] chunk) throws IOException {
        access(() -> {
            state.put(key, chunk);
            return chunk;
        });
    }

    @Override
    public void remove(String key) throws IOException {
        access(() -> {
            state.remove(key);
            return null;
        });
    }

    private static byte @Nullable [] access(SupplierWithException<byte @Nullable [], Exception> access)
            throws IOException {
        try {
            return access.get();
        } catch (Exception e) {
            throw new IOException("keyed state: " + e.getMessage(), e);
        }
    }
}

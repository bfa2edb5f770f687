package io.rdrop.state;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the chunks of one training state are kept, by key. */
public interface Chunks {
    /** The chunk, not to be modified; null if there is none. */
    byte @Nullable [] get(String key) throws IOException;

    /** Keeps a chunk, which is not modified afterwards, in place of an earlier one. */
    void put(String key, byte[] chunk) throws IOException;

    /** Drops a chunk. */
    void remove(String key) throws IOException;
}

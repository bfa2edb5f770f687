package io.rdrop.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Chunks in a map, which notes what is written and dropped. */
public final class MemoryChunks implements Chunks {
    private final Map<String, byte[]> kept = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();

    public Map<String, byte[]> kept() {
        return kept;
    }

    /** Keys since the last call; of what was dropped after a minus sign. */
    List<String> changes() {
        List<String> last = List.copyOf(changes);
        changes.clear();
        return last;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return kept.get(key);
    }

    @Override
    public void put(String key, byte[] chunk) {
        kept.put(key, chunk);
        changes.add(key);
    }

    @Override
    public void remove(String key) {
        kept.remove(key);
        changes.add("-" + key);
    }
}

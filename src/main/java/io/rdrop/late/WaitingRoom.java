package io.rdrop.late;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ids in the order in which they came in, with the bytes that they take. Not thread-safe. */
final class WaitingRoom {
    private final Map<String, Waiting> byId = new LinkedHashMap<>();
    private long bytes;

    @Nullable
    Waiting get(String id) {
        return byId.get(id);
    }

    void add(Waiting waiting) {
        byId.put(waiting.id, waiting);
        bytes += waiting.bytes();
    }

    /** Removes an id, which must be there as it was added. */
    void remove(Waiting waiting) {
        byId.remove(waiting.id);
        bytes -= waiting.bytes();
    }

    /** Of the id that has been here for the longest time; null if there is none. */
    @Nullable
    Waiting oldest() {
        Iterator<Waiting> first = byId.values().iterator();
        return first.hasNext() ? first.next() : null;
    }

    /** Puts a prediction to an id that is here. */
    void put(Waiting waiting, Arrival prediction) {
        bytes -= waiting.bytes();
        waiting.prediction = prediction;
        bytes += waiting.bytes();
    }

    int size() {
        return byId.size();
    }

    long bytes() {
        return bytes;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(byId.size());
        for (Waiting waiting : byId.values()) {
            waiting.write(out);
        }
    }

    void restore(DataInput in) throws IOException {
        byId.clear();
        bytes = 0;
        for (int left = in.readInt(); left > 0; left--) {
            add(Waiting.read(in));
        }
    }
}

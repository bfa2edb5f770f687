package io.rdrop.late;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Arrivals that are held until nothing before them can come any more, in their order. Not thread-safe. */
public final class TimeOrder {
    private final TreeSet<Arrival> held = new TreeSet<>();
    private long bytes;

    /** One more, in any order. */
    public void add(Arrival arrival) {
        if (held.add(arrival)) {
            bytes += arrival.content().length;
        }
    }

    /** Takes out the first one, if it is of this time or an earlier one; else null. */
    public @Nullable Arrival poll(long timeMs) {
        if (held.isEmpty() || held.first().timeMs() > timeMs) {
            return null;
        }
        Arrival first = held.pollFirst();
        bytes -= first == null ? 0 : first.content().length;
        return first;
    }

    /** The time of the last one; {@link Long#MIN_VALUE} if there is none. */
    public long lastMs() {
        return held.isEmpty() ? Long.MIN_VALUE : held.last().timeMs();
    }

    public int size() {
        return held.size();
    }

    /** Bytes of their contents. */
    public long bytes() {
        return bytes;
    }

    public void save(DataOutput out) throws IOException {
        out.writeInt(held.size());
        for (Arrival arrival : held) {
            arrival.write(out);
        }
    }

    /** Replaces the content by what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        held.clear();
        bytes = 0;
        for (int left = in.readInt(); left > 0; left--) {
            add(Arrival.read(in));
        }
    }
}

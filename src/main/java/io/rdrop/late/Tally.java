package io.rdrop.late;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** How many events and labels of a model had which fate, since the model began. Not thread-safe. */
public final class Tally {
    /** What is counted; stored by name. */
    public enum Count {
        /** Events whose label came in time, or with them. */
        MATCHED,
        /** Events whose label did not come within {@code labels.wait}. */
        TIMED_OUT,
        /** Events that were let go for want of room. */
        NO_ROOM,
        /** Events of an id that had one. */
        DUPLICATE_EVENTS,
        /** Labels of an event that had one. */
        DUPLICATE_LABELS,
        /** Events that were learned as the class of a time-out, and once more when their label came after all. */
        CORRECTED,
        /** Labels that came after all, and were the class of the time-out. */
        CONFIRMED,
        /** Labels whose event did not come in time. */
        LABELS_WITHOUT_EVENTS,
        /** Records that came after others of a later time had been taken. */
        OUT_OF_TIME,
        /** Predictions whose label did not come in time, or that were second ones. */
        SERVED_UNSCORED
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);

    void add(Count count) {
        counts.merge(count, 1L, Long::sum);
    }

    /** How many so far. */
    public long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<Count, Long> count : counts.entrySet()) {
            out.writeUTF(count.getKey().name());
            out.writeLong(count.getValue());
        }
    }

    void restore(DataInput in) throws IOException {
        counts.clear();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            try {
                counts.put(Count.valueOf(name), in.readLong());
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "a count must be one of " + Arrays.toString(Count.values()) + " but was " + name, e);
            }
        }
    }
}

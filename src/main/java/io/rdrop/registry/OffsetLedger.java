package io.rdrop.registry;

import io.rdrop.example.SourcePosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that one model trained on, since its last snapshot or since it began: training state, saved with it. It
 * records and does not judge: an offset added twice makes a digest that the auditor cannot recompute, which is how the
 * auditor notices. Not thread-safe.
 */
public final class OffsetLedger {
    private static final int FORMAT = 1;

    private final TreeMap<TopicPartition, Entry> entries = new TreeMap<>();
    /** Where the last offset went: the next one mostly goes there too. */
    private @Nullable TopicPartition lastKey;

    private @Nullable Entry lastEntry;

    /** Notes that the example at this position was trained on. */
    public void add(SourcePosition position) {
        Entry entry = lastEntry;
        if (entry == null || lastKey == null || !lastKey.isOf(position)) {
            lastKey = new TopicPartition(position.topic(), position.partition());
            entry = entries.computeIfAbsent(lastKey, key -> new Entry(position.offset(), new OffsetDigest()));
            lastEntry = entry;
        }
        entry.add(position.offset());
    }

    private void clear() {
        entries.clear();
        lastKey = null;
        lastEntry = null;
    }

    /** What was noted since the last {@link #drain()}, by topic and partition; the ledger keeps it. */
    public List<OffsetRange> ranges() {
        List<OffsetRange> ranges = new ArrayList<>(entries.size());
        entries.forEach((key, entry) -> ranges.add(new OffsetRange(
                key.topic(), key.partition(), entry.first, entry.last, entry.count, entry.digest.hex())));
        return List.copyOf(ranges);
    }

    /** What was noted since the last drain, by topic and partition; the ledger is empty afterwards. */
    public List<OffsetRange> drain() {
        List<OffsetRange> ranges = ranges();
        clear();
        return ranges;
    }

    /** Writes the ledger; a restored one goes on exactly where this one stands. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(entries.size());
        for (Map.Entry<TopicPartition, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            out.writeUTF(each.getKey().topic());
            out.writeInt(each.getKey().partition());
            out.writeLong(entry.first);
            out.writeLong(entry.last);
            out.writeLong(entry.count);
            out.write(entry.digest.state());
        }
    }

    /**
     * Replaces the content by what {@link #save} wrote.
     *
     * @throws IOException if the format is unknown or the data is damaged; the ledger is then unchanged
     */
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("the offset ledger's format must be " + FORMAT + " but was " + format);
        }
        int partitions = in.readInt();
        if (partitions < 0) {
            throw new IOException("the offset ledger is damaged: it claims " + partitions + " partitions");
        }
        TreeMap<TopicPartition, Entry> restored = new TreeMap<>();
        for (int i = 0; i < partitions; i++) {
            TopicPartition key = new TopicPartition(in.readUTF(), in.readInt());
            Entry entry = Entry.read(in);
            if (key.partition() < 0 || !entry.isSound() || restored.put(key, entry) != null) {
                throw new IOException("the offset ledger is damaged at entry " + i + ": " + key + ", offsets "
                        + entry.first + ".." + entry.last + ", count " + entry.count);
            }
        }
        clear();
        entries.putAll(restored);
    }

    private record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
        boolean isOf(SourcePosition position) {
            return partition == position.partition() && topic.equals(position.topic());
        }

        @Override
        public int compareTo(TopicPartition other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    private static final class Entry {
        private final long first;
        private final OffsetDigest digest;
        private long last;
        private long count;

        Entry(long first, OffsetDigest digest) {
            this.first = first;
            this.digest = digest;
        }

        static Entry read(DataInput in) throws IOException {
            long first = in.readLong();
            long last = in.readLong();
            long count = in.readLong();
            byte[] state = new byte[Sha256.BYTES];
            in.readFully(state);
            Entry entry = new Entry(first, new OffsetDigest(state));
            entry.last = last;
            entry.count = count;
            return entry;
        }

        void add(long offset) {
            digest.add(offset);
            last = offset;
            count++;
        }

        boolean isSound() {
            return first >= 0 && last >= 0 && count >= 1;
        }
    }
}

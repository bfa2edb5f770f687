package io.rdrop.job;

import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records whose model has no version yet, each model's in the order in which they came. How many there are may be asked
 * by another thread, all else not.
 */
final class WaitingRecords {
    static final long MOST_BYTES = 64L << 20;

    private static final byte VERSION = 1;

    private final int most;
    private final Map<String, Deque<Asked>> byModel = new LinkedHashMap<>();
    private volatile int count;
    private long bytes;

    /** A record to predict, and when it came: {@link System#nanoTime}. */
    record Asked(Example example, long atNs) {}

    WaitingRecords(int most) {
        this.most = most;
    }

    boolean isFull() {
        return count >= most || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** The models that are waited for. */
    Set<String> models() {
        return Set.copyOf(byModel.keySet());
    }

    void add(Asked asked) {
        byModel.computeIfAbsent(asked.example().model(), absent -> new ArrayDeque<>())
                .add(asked);
        changed(1, asked.example().bytes());
    }

    /** All of a model; they wait no more. */
    List<Asked> take(String model) {
        Deque<Asked> taken = byModel.remove(model);
        if (taken == null) {
            return List.of();
        }
        taken.forEach(asked -> changed(-1, -asked.example().bytes()));
        return List.copyOf(taken);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void changed(int records, long by) {
        count += records;
        bytes += by;
    }

    /** Each as it is kept in state. */
    List<byte[]> save() throws IOException {
        List<byte[]> saved = new ArrayList<>();
        for (String model : byModel.keySet()) {
            saved.addAll(save(model));
        }
        return saved;
    }

    /** The same, of one model. */
    List<byte[]> save(String model) throws IOException {
        List<byte[]> saved = new ArrayList<>();
        for (Asked asked : byModel.getOrDefault(model, new ArrayDeque<>())) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(content);
            out.writeByte(VERSION);
            ExampleFormat.write(asked.example(), out);
            saved.add(content.toByteArray());
        }
        return saved;
    }

    /** Adds what {@link #save} gave; it came now. */
    void restore(Iterable<byte[]> saved) throws IOException {
        for (byte[] content : saved) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("a record that waits must be in version " + VERSION + " but was in " + version);
            }
            add(new Asked(ExampleFormat.read(in), System.nanoTime()));
        }
    }
}

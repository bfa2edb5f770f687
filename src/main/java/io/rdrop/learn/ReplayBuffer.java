package io.rdrop.learn;

import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples kept to be trained on again: the latest ones, or a uniform sample of all so far (J. S. Vitter, Random
 * Sampling with a Reservoir, 1985, algorithm R). What is kept and drawn depends on the seed and on positions in the
 * stream alone.
 */
public final class ReplayBuffer {
    private final ReplayConfig config;
    private final long seed;
    private final List<Example> kept = new ArrayList<>();
    private long seen;
    private long bytes;

    public ReplayBuffer(ReplayConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    /** Offers an example, with its history. */
    public void add(Example example) {
        if (config.type() == ReplayType.NONE) {
            return;
        }
        if (kept.size() < config.capacity()) {
            kept.add(example);
            bytes += example.bytes();
        } else if (config.type() == ReplayType.SLIDING_WINDOW) {
            replace((int) (seen % config.capacity()), example);
        } else {
            long at = CounterRandom.below(seen + 1, seed, seen);
            if (at < config.capacity()) {
                replace((int) at, example);
            }
        }
        seen++;
    }

    private void replace(int at, Example example) {
        bytes += example.bytes() - kept.set(at, example).bytes();
    }

    /** Draws so many examples with replacement, none from an empty buffer; the same step draws the same places. */
    public List<Example> draw(int count, long step) {
        List<Example> drawn = new ArrayList<>(count);
        for (int i = 0; i < count && !kept.isEmpty(); i++) {
            drawn.add(kept.get(CounterRandom.below(kept.size(), seed, step, i)));
        }
        return drawn;
    }

    /** All examples in the buffer, by place. */
    public List<Example> all() {
        return List.copyOf(kept);
    }

    /** Examples in the buffer, at most the capacity. */
    public int size() {
        return kept.size();
    }

    /** Bytes of the examples in the buffer. */
    public long bytes() {
        return bytes;
    }

    /** Writes what is kept, in place. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        ExampleFormat.writeAll(kept, out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if the state is damaged, or of a buffer of another capacity
     */
    public void restore(DataInput in) throws IOException {
        kept.clear();
        seen = in.readLong();
        int size = in.readInt();
        if (size < 0 || size != Math.min(seen, config.capacity())) {
            throw new IOException("replay state is damaged or of another capacity: " + size + " examples of " + seen
                    + " in a buffer of " + config.capacity());
        }
        for (int i = 0; i < size; i++) {
            kept.add(ExampleFormat.read(in));
        }
        bytes = kept.stream().mapToLong(Example::bytes).sum();
    }
}

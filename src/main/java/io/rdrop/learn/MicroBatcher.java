package io.rdrop.learn;

import io.rdrop.config.MicroBatchConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.SourcePosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the examples of one model until a micro-batch closes, by count or by waiting time. Those that are predicted
 * together ({@link MicroBatchConfig#gather}) are one here.
 */
public final class MicroBatcher {
    private final String model;
    private final MicroBatchConfig config;
    private final List<Example> pending = new ArrayList<>();
    private long deadlineMs = Long.MAX_VALUE;
    private long bytes;

    public MicroBatcher(String model, MicroBatchConfig config) {
        this.model = model;
        this.config = config;
    }

    /**
     * Adds an example.
     *
     * @param nowMs processing time, milliseconds
     * @return the micro-batch that this example completed, or null
     */
    public @Nullable MicroBatch add(Example example, long nowMs) {
        pending.add(example);
        bytes += example.bytes();
        if (pending.size() == 1) {
            startWaiting(nowMs);
        }
        return pending.size() >= config.examples() ? close() : null;
    }

    /** Adds an example that waits for as long as nothing is learned, however many there are. */
    public void hold(Example example) {
        pending.add(example);
        bytes += example.bytes();
    }

    /** Forgets since when the incomplete micro-batch waits: it closes by count only, until {@link #startWaiting}. */
    public void stopWaiting() {
        deadlineMs = Long.MAX_VALUE;
    }

    /** The first micro-batch of what waits, or null if there are too few. */
    public @Nullable MicroBatch closeFull() {
        if (pending.size() < config.examples()) {
            return null;
        }
        List<Example> first = pending.subList(0, config.examples());
        MicroBatch batch = new MicroBatch(model, first);
        first.clear();
        bytes = pending.stream().mapToLong(Example::bytes).sum();
        return batch;
    }

    /** The same examples, to be closed by other settings. */
    public MicroBatcher with(MicroBatchConfig other) {
        MicroBatcher batcher = new MicroBatcher(model, other);
        batcher.pending.addAll(pending);
        batcher.bytes = bytes;
        batcher.deadlineMs = other.maxWait() == null ? Long.MAX_VALUE : deadlineMs;
        return batcher;
    }

    /** The incomplete micro-batch if its waiting time is over, else null. */
    public @Nullable MicroBatch closeIfDue(long nowMs) {
        return nowMs >= deadlineMs ? close() : null;
    }

    /** The incomplete micro-batch, or null if there is none. */
    public @Nullable MicroBatch close() {
        deadlineMs = Long.MAX_VALUE;
        if (pending.isEmpty()) {
            return null;
        }
        MicroBatch batch = new MicroBatch(model, pending);
        pending.clear();
        bytes = 0;
        return batch;
    }

    /** Examples waiting for their micro-batch to close. */
    public int pending() {
        return pending.size();
    }

    /** Where the last example that waits stands; empty if none does. */
    public Optional<SourcePosition> last() {
        return pending.isEmpty()
                ? Optional.empty()
                : Optional.of(pending.get(pending.size() - 1).position());
    }

    /** Bytes of the examples that wait. */
    public long bytes() {
        return bytes;
    }

    /** True if the next example closes the micro-batch. */
    public boolean isLastAwaited() {
        return pending.size() + 1 >= config.examples();
    }

    /** When the incomplete micro-batch closes, processing time in milliseconds; {@link Long#MAX_VALUE} for never. */
    public long deadlineMs() {
        return deadlineMs;
    }

    /** Writes the untrained rest. */
    public void save(DataOutput out) throws IOException {
        ExampleFormat.writeAll(pending, out);
    }

    /** Restores what {@link #save} wrote; {@link #startWaiting} must follow. */
    public void restore(DataInput in) throws IOException {
        pending.clear();
        pending.addAll(ExampleFormat.readAll(in));
        bytes = pending.stream().mapToLong(Example::bytes).sum();
    }

    /** Starts the waiting time of the incomplete micro-batch anew. */
    public void startWaiting(long nowMs) {
        deadlineMs = !pending.isEmpty() && config.maxWait() != null
                ? nowMs + config.maxWait().toMillis()
                : Long.MAX_VALUE;
    }
}

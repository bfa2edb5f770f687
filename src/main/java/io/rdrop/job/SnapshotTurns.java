package io.rdrop.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * When models leave the snapshots that are due. A checkpoint takes a few along at once, so that of a few models each
 * version is there with the first checkpoint; of many models the others leave theirs one by one until the next
 * checkpoint, which takes those.
 */
final class SnapshotTurns {
    /** Snapshots that belong to the checkpoint at which they turn out to be due. */
    static final int AT_ONCE = 16;

    private final long intervalMs;
    private final Deque<String> waiting = new ArrayDeque<>();
    private long gapMs;

    /** @param interval between checkpoints */
    SnapshotTurns(Duration interval) {
        intervalMs = interval.toMillis();
    }

    /**
     * Starts the turns of the time until the next checkpoint.
     *
     * @param due models whose snapshots are due, in any order
     * @return those whose turn is now
     */
    List<String> start(List<String> due) {
        // By hash: keys that resemble each other must not all come first.
        List<String> order = due.size() <= AT_ONCE
                ? due
                : due.stream()
                        .sorted(Comparator.<String>comparingInt(model -> model.hashCode() * 0x9E3779B1)
                                .thenComparing(Comparator.naturalOrder()))
                        .toList();
        int now = Math.min(AT_ONCE, order.size());
        waiting.clear();
        waiting.addAll(order.subList(now, order.size()));
        gapMs = Math.max(1, intervalMs / (waiting.size() + 1));
        return order.subList(0, now);
    }

    /** True if somebody's turn is still to come, {@link #gapMs} after the last one. */
    boolean areLeft() {
        return !waiting.isEmpty();
    }

    /** The model whose turn it is. */
    String next() {
        return waiting.removeFirst();
    }

    /** Milliseconds between two turns. */
    long gapMs() {
        return gapMs;
    }
}

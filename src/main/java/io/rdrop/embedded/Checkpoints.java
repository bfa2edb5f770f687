package io.rdrop.embedded;

import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a job while it trained: not the one that Flink takes when the input has ended.
 *
 * @param completed how many were completed
 * @param meanMs from the trigger to the last acknowledgement, of the latest of them (Flink remembers ten); NaN if there are none
 */
public record Checkpoints(long completed, double meanMs) {
    static Checkpoints of(@Nullable CheckpointStatsSnapshot stats) {
        if (stats == null) {
            return new Checkpoints(0, Double.NaN);
        }
        long completed = stats.getCounts().getNumberOfCompletedCheckpoints();
        long last = StreamSupport.stream(stats.getHistory().getCheckpoints().spliterator(), false)
                .mapToLong(AbstractCheckpointStats::getCheckpointId)
                .max()
                .orElse(0);
        double meanMs = StreamSupport.stream(stats.getHistory().getCheckpoints().spliterator(), false)
                .filter(checkpoint -> checkpoint.getCheckpointId() != last
                        && checkpoint.getStatus().isCompleted())
                .mapToLong(AbstractCheckpointStats::getEndToEndDuration)
                .average()
                .orElse(Double.NaN);
        return new Checkpoints(Math.max(0, completed - 1), meanMs);
    }

    /** For people. */
    public String describe() {
        return completed == 0
                ? "no checkpoint"
                : String.format(
                        Locale.ROOT, "%d checkpoint%s of %.0f ms", completed, completed == 1 ? "" : "s", meanMs);
    }
}

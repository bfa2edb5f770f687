package io.rdrop.tools.embedded;

import java.util.List;
import java.util.Locale;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The completed checkpoints of a job while it trained: not those that Flink takes when the input has ended.
 *
 * @param count how many, of the last ten, which is what Flink remembers
 * @param meanMs from the trigger to the last acknowledgement; NaN if there are none
 */
public record Checkpoints(int count, double meanMs) {
    /** @param untilMs when the training ended, milliseconds since the epoch */
    static Checkpoints of(@Nullable CheckpointStatsSnapshot stats, long untilMs) {
        List<AbstractCheckpointStats> all =
                stats == null ? List.of() : stats.getHistory().getCheckpoints();
        List<AbstractCheckpointStats> completed = all.stream()
                .filter(checkpoint ->
                        checkpoint.getStatus().isCompleted() && checkpoint.getTriggerTimestamp() < untilMs)
                .toList();
        return new Checkpoints(
                completed.size(),
                completed.stream()
                        .mapToLong(AbstractCheckpointStats::getEndToEndDuration)
                        .average()
                        .orElse(Double.NaN));
    }

    /** For people. */
    public String describe() {
        return count == 0
                ? "no checkpoint"
                : String.format(Locale.ROOT, "%d checkpoint%s of %.0f ms", count, count == 1 ? "" : "s", meanMs);
    }
}

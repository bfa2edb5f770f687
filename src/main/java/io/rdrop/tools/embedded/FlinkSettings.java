package io.rdrop.tools.embedded;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedFlink} is started with. A job's own settings, where it has them, win over these.
 *
 * @param slots subtasks that fit; at least the parallelism of the job
 * @param checkpoints directory of checkpoints, kept at close; null for a temporary one
 * @param restartAttempts how often a failed job is restarted from its last checkpoint before it fails for good; 0 for
 *     never
 * @param restartDelay wait before the first restart; doubled at each further one
 * @param longestRestartDelay but never longer than this
 */
public record FlinkSettings(
        int slots,
        @Nullable Path checkpoints,
        int restartAttempts,
        Duration restartDelay,
        Duration longestRestartDelay) {
    /** A job that ran this long without a failure has its attempts back. */
    private static final Duration STEADY = Duration.ofMinutes(2);

    public FlinkSettings {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be >= 1 but was " + slots);
        }
        if (restartAttempts < 0) {
            throw new IllegalArgumentException("restartAttempts must be >= 0 but was " + restartAttempts);
        }
        if (restartDelay.isNegative()) {
            throw new IllegalArgumentException("restartDelay must be >= 0 but was " + restartDelay);
        }
        if (longestRestartDelay.compareTo(restartDelay) < 0) {
            throw new IllegalArgumentException("longestRestartDelay must be >= restartDelay, which was " + restartDelay
                    + ", but was " + longestRestartDelay);
        }
    }

    /** Temporary checkpoints; a failed job is not restarted. */
    public static FlinkSettings ofSlots(int slots) {
        return new FlinkSettings(slots, null, 0, Duration.ZERO, Duration.ZERO);
    }

    public FlinkSettings withCheckpoints(Path directory) {
        return new FlinkSettings(slots, directory, restartAttempts, restartDelay, longestRestartDelay);
    }

    /** Always the same wait. */
    public FlinkSettings withRestarts(int attempts, Duration delay) {
        return withRestarts(attempts, delay, delay);
    }

    /** Longer and longer waits: what is away for a while is not asked every second. */
    public FlinkSettings withRestarts(int attempts, Duration delay, Duration longest) {
        return new FlinkSettings(slots, checkpoints, attempts, delay, longest);
    }

    Configuration configuration(Path checkpointDirectory, Path scratch) {
        Configuration configuration = new Configuration();
        loopback(configuration);
        memory(configuration);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                checkpointDirectory.toUri().toString());
        configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
        configuration.set(WebOptions.TMP_DIR, scratch.toString());
        // The UI is for looking; jobs come from the process that owns the cluster.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        restarts(configuration);
        return configuration;
    }

    private void restarts(Configuration configuration) {
        if (restartAttempts == 0) {
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        } else if (longestRestartDelay.compareTo(restartDelay) > 0) {
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, restartAttempts);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, restartDelay);
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, longestRestartDelay);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR, 0.0);
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, STEADY);
        } else {
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restartAttempts);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, restartDelay);
        }
    }

    private static void loopback(Configuration configuration) {
        configuration.set(RestOptions.ADDRESS, LoopbackSockets.HOST);
        configuration.set(RestOptions.BIND_ADDRESS, LoopbackSockets.HOST);
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(JobManagerOptions.ADDRESS, LoopbackSockets.HOST);
        configuration.set(JobManagerOptions.BIND_HOST, LoopbackSockets.HOST);
        configuration.set(TaskManagerOptions.HOST, LoopbackSockets.HOST);
        configuration.set(TaskManagerOptions.BIND_HOST, LoopbackSockets.HOST);
    }

    /** Heap state needs no managed memory, and records never leave the process: the defaults would take 192 MiB. */
    private void memory(Configuration configuration) {
        MemorySize network = MemorySize.ofMebiBytes(8L + 8L * slots);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        // Allotted at the first batch shuffle only, but it must fit into the network memory.
        configuration.set(TaskManagerOptions.NETWORK_BATCH_SHUFFLE_READ_MEMORY, MemorySize.ofMebiBytes(1));
    }
}

package io.rdrop.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code freshness} asks of the intervals that decide how old a version is. */
final class Freshness {
    static final String KEY = "freshness";

    /** Checkpoints cost what they cost: more often than this they follow each other without a break. */
    private static final Duration LEAST = Duration.ofMillis(100);

    /** An example waits for a checkpoint, which then is written, committed, announced and loaded. */
    private static final int CHECKPOINTS = 2;

    private static final String CHECKPOINT = "checkpoint";
    private static final String REGISTRY = "registry";
    private static final String INTERVAL = "interval";
    private static final String KEEP_MINUTES = "keep-minutes";

    /** What the 20 newest versions are at the default interval of 30 s. */
    private static final int KEPT_MINUTES = 10;

    private Freshness() {}

    /** Fills in the intervals that are not set. */
    static void choose(Map<String, Object> tree) {
        @Nullable Object named = tree.get(KEY);
        if (named == null || named.equals(ConfigBinder.NONE)) {
            return;
        }
        Duration freshness = Durations.parse(String.valueOf(named), KEY);
        long checkpointMs = Math.max(1, freshness.toMillis() / CHECKPOINTS);
        setIfAbsent(tree, CHECKPOINT, INTERVAL, Durations.print(Duration.ofMillis(checkpointMs)));
        setIfAbsent(tree, REGISTRY, INTERVAL, Durations.print(Duration.ZERO));
        setIfAbsent(tree, REGISTRY, KEEP_MINUTES, KEPT_MINUTES);
    }

    @SuppressWarnings("unchecked") // JobConfigs makes every nested map a Map<String, Object>
    private static void setIfAbsent(Map<String, Object> tree, String section, String key, Object value) {
        Object inside = tree.computeIfAbsent(section, absent -> new LinkedHashMap<String, Object>());
        if (inside instanceof Map) { // anything else is refused when it is bound
            ((Map<String, Object>) inside).putIfAbsent(key, value);
        }
    }

    /** Refuses intervals that cannot keep what is asked for. */
    static void check(@Nullable Duration freshness, CheckpointConfig checkpoint, RegistryConfig registry) {
        if (freshness == null) {
            return;
        }
        Check.atLeast(KEY, freshness, LEAST);
        Duration oldest =
                checkpoint.interval().compareTo(registry.interval()) > 0 ? checkpoint.interval() : registry.interval();
        if (oldest.compareTo(freshness) >= 0) {
            throw new ConfigException("checkpoint.interval and registry.interval must be less than freshness, "
                    + Durations.print(freshness) + ", but were " + Durations.print(checkpoint.interval()) + " and "
                    + Durations.print(registry.interval()) + "; leave them out, or freshness");
        }
    }
}

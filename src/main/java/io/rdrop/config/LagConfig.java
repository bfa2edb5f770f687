package io.rdrop.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What gives way when examples come faster than they can be learned. */
public record LagConfig(
        @Setting(
                value =
                        "The most that learning may be behind the records' timestamps: beyond it R-Drop is applied less often, updates"
                                + " on earlier examples fall away, and members of a pool rest, until it has caught up"
                                + " (docs/steering.md). Needs `topics.control`; `none`: everything is always learned in full.",
                byDefault = "none")
        @Nullable
        Duration target) {
    private static final Duration LEAST = Duration.ofMillis(100);

    public LagConfig {
        if (target != null) {
            Check.atLeast("target", target, LEAST);
        }
    }
}

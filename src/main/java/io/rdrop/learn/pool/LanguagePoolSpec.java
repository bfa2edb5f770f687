package io.rdrop.learn.pool;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.learn.network.TextNetworkSpec;
import java.util.List;

/**
 * The members of a pool for language models.
 *
 * @param networks at least 1
 * @param counts whether counts of what followed earlier contexts are members
 */
public record LanguagePoolSpec(List<TextNetworkSpec> networks, boolean counts) {
    private static final double RATE = 0.15;
    private static final int UNITS = 32;
    private static final double DROPOUT = 0.05;
    private static final double ALPHA = 1;

    public LanguagePoolSpec {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
    }

    /** What a job has. */
    public static LanguagePoolSpec of(JobConfig config) {
        return config.learner() == LearnerType.POOL
                ? new LanguagePoolSpec(
                        Adjusted.of(
                                DefaultSet.of(
                                        standard().networks,
                                        TextNetworkSpec::name,
                                        config.pool().without()),
                                spec -> spec,
                                (spec, changed) -> (TextNetworkSpec) changed,
                                config.pool()),
                        config.pool().companions())
                : single();
    }

    /** One network with R-Drop, and no mixture. */
    public static LanguagePoolSpec single() {
        return new LanguagePoolSpec(List.of(hidden().withDropout(DROPOUT, ALPHA).named("r-drop")), false);
    }

    /** The default pool: three twins, and counts. */
    public static LanguagePoolSpec standard() {
        TextNetworkSpec hidden = hidden();
        return new LanguagePoolSpec(
                List.of(
                        hidden,
                        hidden.withDropout(DROPOUT, 0).named("hidden-dropout"),
                        hidden.withDropout(DROPOUT, ALPHA).named("hidden-r-drop")),
                true);
    }

    private static TextNetworkSpec hidden() {
        return new TextNetworkSpec("hidden", RATE, UNITS);
    }
}

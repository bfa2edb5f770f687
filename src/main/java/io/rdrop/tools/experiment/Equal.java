package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.ReplayType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What variants have the same of. Every variant sees each example once; a cheaper one makes further updates on examples
 * that it has seen, drawn from its own replay or else from a reservoir of {@value Study#CAPACITY}.
 */
public enum Equal {
    /** Each has the updates that its own settings name. */
    EXAMPLES,
    /** Each makes as many updates as the variant with most. */
    UPDATES,
    /**
     * Each takes at least the time of the variant that takes longest, counted in passes so that the same command gives
     * the same table: an update costs the passes that it makes over its rows, and the number of updates is rounded up,
     * in favour of the cheaper variant.
     */
    SECONDS;

    /** Its name on the command line and in names of files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Passes of a mean update: m with R-Drop, 1 in a plain step. */
    static double passesPerUpdate(RDropConfig rDrop) {
        return (rDrop.passes() + rDrop.every() - 1.0) / rDrop.every();
    }

    /** Passes over an example, forward and backward, that learning it takes, replayed ones included. */
    static double passesPerExample(JobConfig config) {
        if (config.isOnSequences()) {
            return (1 + config.transformer().replays()) * passesPerUpdate(config.rDrop());
        }
        return config.replay().updatesPerBatch() * passesPerUpdate(config.rDrop());
    }

    /** The same configurations, the cheaper ones with more updates. */
    List<JobConfig> of(List<JobConfig> configs) {
        double most =
                configs.stream().mapToDouble(config -> amount(config, 1)).max().orElseThrow();
        List<JobConfig> equal = new ArrayList<>();
        for (JobConfig config : configs) {
            int own = config.replay().updatesPerBatch();
            // Sums of tenths are not exact: what is short by less than that is enough.
            int updates =
                    this == EXAMPLES ? own : Math.max(own, (int) Math.ceil(most / amount(config, 1.0 / own) - 1e-9));
            equal.add(updates == own ? config : JobConfigs.with(config, replay(config, updates)));
        }
        return equal;
    }

    private double amount(JobConfig config, double share) {
        double updates = config.replay().updatesPerBatch() * share;
        return this == SECONDS ? updates * passesPerUpdate(config.rDrop()) : updates;
    }

    private static List<String> replay(JobConfig config, int updates) {
        return config.replay().type() == ReplayType.NONE
                ? Study.replay("reservoir", updates)
                : List.of("replay.updates-per-batch=" + updates);
    }
}

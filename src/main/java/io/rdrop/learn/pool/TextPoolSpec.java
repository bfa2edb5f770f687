package io.rdrop.learn.pool;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.learn.network.TextNetworkSpec;
import java.util.List;

/**
 * The members of a pool for texts.
 *
 * @param networks at least 1
 * @param referees whether the frequencies and transitions of labels are members
 * @param companions whether naive Bayes and neighbours are members
 * @param immediate whether a label is known before the next text is predicted
 */
public record TextPoolSpec(List<TextNetworkSpec> networks, boolean referees, boolean companions, boolean immediate) {
    /** Members that companions are: naive Bayes with and without runs of characters, and neighbours; they come last. */
    public static final int COMPANIONS = 3;

    private static final double DROPOUT = 0.1;
    private static final double ALPHA = 2;
    private static final int LEAST_UNITS = 16;
    private static final int MOST_UNITS = 64;

    public TextPoolSpec {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
    }

    /** What a job has. */
    public static TextPoolSpec of(JobConfig config) {
        int classes = config.label().classes().size();
        boolean immediate = config.labels().immediate();
        return config.learner() == LearnerType.POOL
                ? new TextPoolSpec(
                        Adjusted.of(
                                DefaultSet.of(
                                        standard(classes).networks,
                                        TextNetworkSpec::name,
                                        config.pool().without()),
                                spec -> spec,
                                (spec, changed) -> (TextNetworkSpec) changed,
                                config.pool()),
                        config.pool().referees(),
                        config.pool().companions(),
                        immediate)
                : new TextPoolSpec(single(classes).networks, false, false, immediate);
    }

    /** One network with R-Drop, and no mixture. */
    public static TextPoolSpec single(int classes) {
        return new TextPoolSpec(
                List.of(hidden(classes).withDropout(DROPOUT, ALPHA).named("r-drop")), false, false, true);
    }

    /** The default pool. The networks whose names begin with {@code hidden} are twins. */
    public static TextPoolSpec standard(int classes) {
        TextNetworkSpec hidden = hidden(classes);
        return new TextPoolSpec(
                List.of(
                        new TextNetworkSpec("linear", 0.3, 0),
                        hidden,
                        hidden.withDropout(DROPOUT, 0).named("hidden-dropout"),
                        hidden.withDropout(DROPOUT, ALPHA).named("hidden-r-drop")),
                true,
                true,
                true);
    }

    /** Few classes need few units, and are learned faster with them. */
    private static TextNetworkSpec hidden(int classes) {
        return new TextNetworkSpec("hidden", 0.1, Math.max(LEAST_UNITS, Math.min(MOST_UNITS, classes)));
    }
}

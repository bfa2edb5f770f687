package io.rdrop.learn.pool;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.config.PoolConfig;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.tagging.SentenceNetworkSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of a pool for sequence tagging.
 *
 * @param recurrent networks over whole sentences
 * @param windowed networks over a token and its neighbours
 * @param words whether the tags that a word had are a member
 * @param replays earlier sentences that are learned again with each new one
 */
public record TaggingPoolSpec(
        List<SentenceNetworkSpec> recurrent, List<TextNetworkSpec> windowed, boolean words, int replays) {
    private static final double ADAM_RATE = 2e-3;
    private static final int WIDTH = 48;
    private static final int UNITS = 48;
    private static final double DROPOUT = 0.3;
    private static final double ALPHA = 0.3;

    private static final double LINEAR_RATE = 0.3;
    private static final double HIDDEN_RATE = 0.15;
    private static final int HIDDEN_UNITS = 48;
    private static final double HIDDEN_DROPOUT = 0.1;
    private static final double HIDDEN_ALPHA = 1;

    private static final int REPLAYS = 1;

    public TaggingPoolSpec {
        recurrent = List.copyOf(recurrent);
        windowed = List.copyOf(windowed);
        if (recurrent.isEmpty() && windowed.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
        if (replays < 0) {
            throw new IllegalArgumentException("replays must be >= 0 but was " + replays);
        }
    }

    /** What a job has. */
    public static TaggingPoolSpec of(JobConfig config) {
        return config.learner() == LearnerType.POOL
                ? standard().without(config.pool().without()).adjusted(config.pool())
                : single();
    }

    private TaggingPoolSpec without(List<String> names) {
        List<MemberSpec> stay = DefaultSet.of(networks(), MemberSpec::name, names);
        return new TaggingPoolSpec(
                recurrent.stream().filter(stay::contains).toList(),
                windowed.stream().filter(stay::contains).toList(),
                words,
                replays);
    }

    private TaggingPoolSpec adjusted(PoolConfig config) {
        List<MemberSpec> all = Adjusted.of(networks(), spec -> spec, (spec, changed) -> changed, config);
        return new TaggingPoolSpec(
                all.stream()
                        .limit(recurrent.size())
                        .map(SentenceNetworkSpec.class::cast)
                        .toList(),
                all.stream()
                        .skip(recurrent.size())
                        .map(TextNetworkSpec.class::cast)
                        .toList(),
                config.companions(),
                replays);
    }

    /** One recurrent network with R-Drop, and no mixture. */
    public static TaggingPoolSpec single() {
        return new TaggingPoolSpec(
                List.of(lstm().withDropout(DROPOUT, ALPHA).named("r-drop")), List.of(), false, REPLAYS);
    }

    /** The default pool: recurrent twins, a log-linear model and one with a hidden layer, and what tags words had. */
    public static TaggingPoolSpec standard() {
        SentenceNetworkSpec lstm = lstm();
        return new TaggingPoolSpec(
                List.of(
                        lstm.withDropout(DROPOUT, 0).named("lstm-dropout"),
                        lstm.withDropout(DROPOUT, ALPHA).named("lstm-r-drop")),
                List.of(
                        new TextNetworkSpec("linear", LINEAR_RATE, 0),
                        new TextNetworkSpec("hidden-r-drop", HIDDEN_RATE, HIDDEN_UNITS)
                                .withDropout(HIDDEN_DROPOUT, HIDDEN_ALPHA)),
                true,
                REPLAYS);
    }

    /** All networks, in the order of the members. */
    public List<MemberSpec> networks() {
        List<MemberSpec> all = new ArrayList<>(recurrent);
        all.addAll(windowed);
        return all;
    }

    private static SentenceNetworkSpec lstm() {
        return new SentenceNetworkSpec("lstm", ADAM_RATE, WIDTH, UNITS, 0, 0);
    }
}

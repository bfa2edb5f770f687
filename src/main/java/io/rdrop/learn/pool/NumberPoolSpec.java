package io.rdrop.learn.pool;

import static io.rdrop.config.ReplayType.SLIDING_WINDOW;
import static io.rdrop.config.UpdaterType.ADAGRAD;
import static io.rdrop.config.UpdaterType.RMSPROP;
import static io.rdrop.learn.number.View.CHANGE;
import static io.rdrop.learn.number.View.COLUMNS;
import static io.rdrop.learn.number.View.HISTORY;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.number.View;
import java.util.List;

/**
 * The members of a pool of numbers.
 *
 * @param networks at least 1
 * @param referees whether the last value and the running mean are members
 * @param companions whether linear regressions, trees and neighbours are members
 * @param immediate whether targets are known before the next row is predicted; if not, no member is given any but their
 * mean
 */
public record NumberPoolSpec(
        List<NumberNetworkSpec> networks, boolean referees, boolean companions, boolean immediate) {
    /** Of the twins. */
    private static final double DROPOUT = 0.02;

    private static final double ALPHA = 2;

    public NumberPoolSpec {
        networks = immediate
                ? List.copyOf(networks)
                : networks.stream().map(spec -> of(spec.network(), COLUMNS)).toList();
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
    }

    /** What a job has. */
    public static NumberPoolSpec of(JobConfig config) {
        boolean immediate = config.labels().immediate();
        return config.learner() == LearnerType.POOL
                ? new NumberPoolSpec(
                        Adjusted.of(
                                DefaultSet.of(
                                        standard().networks,
                                        spec -> spec.network().name(),
                                        config.pool().without()),
                                NumberNetworkSpec::network,
                                (spec, changed) -> of((NetworkSpec) changed, spec.view()),
                                config.pool()),
                        config.pool().referees(),
                        config.pool().companions(),
                        immediate)
                : new NumberPoolSpec(single().networks, false, false, immediate);
    }

    /** One network with R-Drop, and no mixture. */
    public static NumberPoolSpec single() {
        return new NumberPoolSpec(List.of(of(rDrop(plain()).named("r-drop"), CHANGE)), false, false, true);
    }

    /** The default pool of a table of numbers. The networks whose names begin with {@code change-plain} are twins. */
    public static NumberPoolSpec standard() {
        NetworkSpec window = NetworkSpec.of("window", ADAGRAD, 0.05, 64).withReplay(SLIDING_WINDOW, 3);
        List<NumberNetworkSpec> networks = List.of(
                of(NetworkSpec.of("columns-adagrad", ADAGRAD, 0.05, 128).withKnots(), COLUMNS),
                of(window.named("columns-window"), COLUMNS),
                of(window.named("columns-window-knots").withKnots(), COLUMNS),
                of(
                        NetworkSpec.of("columns-norm", RMSPROP, 0.002, 64)
                                .withLayerNorm()
                                .withKnots(),
                        COLUMNS),
                of(window.named("history-window"), HISTORY),
                of(window.named("change-window"), CHANGE),
                of(NetworkSpec.of("change-adagrad", ADAGRAD, 0.03, 64).withKnots(), CHANGE),
                of(plain(), CHANGE),
                of(plain().named("change-plain-dropout").withDropout(DROPOUT, 0), CHANGE),
                of(rDrop(plain()).named("change-plain-r-drop"), CHANGE));
        return new NumberPoolSpec(networks, true, true, true);
    }

    private static NumberNetworkSpec of(NetworkSpec network, View view) {
        return new NumberNetworkSpec(network, view);
    }

    private static NetworkSpec plain() {
        return NetworkSpec.of("change-plain", RMSPROP, 0.001, 64).withKnots();
    }

    private static NetworkSpec rDrop(NetworkSpec network) {
        return network.withDropout(DROPOUT, ALPHA);
    }
}

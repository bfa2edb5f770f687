package io.rdrop.learn.pool;

import static io.rdrop.config.ReplayType.RESERVOIR;
import static io.rdrop.config.ReplayType.SLIDING_WINDOW;
import static io.rdrop.config.UpdaterType.ADAGRAD;
import static io.rdrop.config.UpdaterType.RMSPROP;
import static io.rdrop.learn.number.View.CHANGE;
import static io.rdrop.learn.number.View.COLUMNS;
import static io.rdrop.learn.number.View.HISTORY;

import io.rdrop.learn.network.NetworkSpec;
import java.util.List;

/**
 * The members of a pool of numbers.
 *
 * @param networks at least 1
 * @param referees whether the last value and the running mean are members
 * @param companions whether linear regressions are members
 */
public record NumberPoolSpec(List<NumberNetworkSpec> networks, boolean referees, boolean companions) {
    /** Members that companions are; they come last. */
    public static final int COMPANIONS = 3;

    /** Of the twins. */
    private static final double DROPOUT = 0.05;

    private static final double ALPHA = 1;

    public NumberPoolSpec {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
    }

    /** One network with R-Drop, and no mixture. */
    public static NumberPoolSpec single() {
        return new NumberPoolSpec(
                List.of(new NumberNetworkSpec(rDrop(norm()).named("r-drop"), HISTORY)), false, false);
    }

    /** The default pool of a table of numbers. The networks whose names begin with {@code norm} are twins. */
    public static NumberPoolSpec standard() {
        List<NumberNetworkSpec> networks = List.of(
                new NumberNetworkSpec(
                        NetworkSpec.of("adagrad-window", ADAGRAD, 0.05, 64).withReplay(SLIDING_WINDOW, 3), COLUMNS),
                new NumberNetworkSpec(
                        NetworkSpec.of("adagrad-reservoir", ADAGRAD, 0.05, 64)
                                .withKnots()
                                .withReplay(RESERVOIR, 2),
                        HISTORY),
                new NumberNetworkSpec(
                        NetworkSpec.of("change-adagrad", ADAGRAD, 0.03, 64).withKnots(), CHANGE),
                new NumberNetworkSpec(NetworkSpec.of("change-rmsprop", RMSPROP, 0.001, 64), CHANGE),
                new NumberNetworkSpec(norm(), HISTORY),
                new NumberNetworkSpec(norm().named("norm-dropout").withDropout(DROPOUT, 0), HISTORY),
                new NumberNetworkSpec(rDrop(norm()).named("norm-r-drop"), HISTORY));
        return new NumberPoolSpec(networks, true, true);
    }

    private static NetworkSpec norm() {
        return NetworkSpec.of("norm", RMSPROP, 0.002, 64).withLayerNorm().withKnots();
    }

    private static NetworkSpec rDrop(NetworkSpec network) {
        return network.withDropout(DROPOUT, ALPHA);
    }
}

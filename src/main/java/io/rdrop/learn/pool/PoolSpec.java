package io.rdrop.learn.pool;

import static io.rdrop.config.ReplayType.RESERVOIR;
import static io.rdrop.config.ReplayType.SLIDING_WINDOW;
import static io.rdrop.config.UpdaterType.ADAGRAD;
import static io.rdrop.config.UpdaterType.RMSPROP;
import static io.rdrop.config.UpdaterType.SGD;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.config.PoolConfig;
import io.rdrop.learn.network.NetworkSpec;
import java.util.List;

/**
 * The members of a pool.
 *
 * @param networks at least 1
 * @param referees whether the frequencies and transitions of labels are members
 * @param companions whether neighbours and trees are members
 * @param immediate whether labels are known before the next row is predicted; if not, no member is given any
 */
public record PoolSpec(List<NetworkSpec> networks, boolean referees, boolean companions, boolean immediate) {
    /** Members that companions are: the forest, and neighbours of two numbers of votes; they come last. */
    public static final int COMPANIONS = 3;

    /** Of the twins. */
    private static final double DROPOUT = 0.05;

    private static final double ALPHA = 2;
    private static final int WINDOW_UNITS = 96;
    private static final int TWIN_UNITS = 64;
    private static final int SINGLE_UNITS = 96;

    public PoolSpec {
        networks = immediate
                ? List.copyOf(networks)
                : networks.stream().map(NetworkSpec::withoutLabels).toList();
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a pool must have a network");
        }
    }

    /** What a job has. */
    public static PoolSpec of(JobConfig config) {
        PoolSpec spec = config.learner() == LearnerType.POOL ? of(config.pool()) : single();
        return new PoolSpec(
                spec.networks, spec.referees, spec.companions, config.labels().immediate());
    }

    private static PoolSpec of(PoolConfig config) {
        List<NetworkSpec> networks = config.members().isEmpty()
                ? DefaultSet.of(standard().networks, NetworkSpec::name, config.without())
                : config.members().stream().map(NetworkSpec::of).toList();
        networks = Adjusted.of(networks, spec -> spec, (spec, changed) -> (NetworkSpec) changed, config);
        return new PoolSpec(networks, config.referees(), config.companions(), true);
    }

    /** Earlier labels that a row is given. */
    int lags() {
        int most = networks.stream().mapToInt(NetworkSpec::lags).max().orElseThrow();
        return immediate ? Math.max(1, most) : 0;
    }

    /** One network with R-Drop, and no mixture. */
    public static PoolSpec single() {
        return new PoolSpec(List.of(rDrop(norm(SINGLE_UNITS)).named("r-drop")), false, false, true);
    }

    /** The default pool of a table of classes. The networks whose names begin with {@code norm} are twins. */
    public static PoolSpec standard() {
        List<NetworkSpec> networks = List.of(
                NetworkSpec.of("adagrad-window", ADAGRAD, 0.05, WINDOW_UNITS).withReplay(SLIDING_WINDOW, 3),
                NetworkSpec.of("rmsprop-window-norm", RMSPROP, 0.001, WINDOW_UNITS)
                        .withLayerNorm()
                        .withReplay(SLIDING_WINDOW, 3),
                NetworkSpec.of("adagrad-reservoir", ADAGRAD, 0.05, 64)
                        .withKnots()
                        .withLags(1)
                        .withAverages()
                        .withReplay(RESERVOIR, 1),
                NetworkSpec.of("sgd", SGD, 0.03, 64),
                NetworkSpec.of("rmsprop-lags", RMSPROP, 0.001, 64)
                        .withKnots()
                        .withLags(50)
                        .withAverages(),
                NetworkSpec.of("rmsprop-dropout", RMSPROP, 0.0003, 64).withDropout(0.1, 0),
                norm(TWIN_UNITS),
                norm(TWIN_UNITS).named("norm-dropout").withDropout(DROPOUT, 0),
                rDrop(norm(TWIN_UNITS)).named("norm-r-drop"));
        return new PoolSpec(networks, true, true, true);
    }

    private static NetworkSpec norm(int units) {
        return NetworkSpec.of("norm", RMSPROP, 0.002, units)
                .withLayerNorm()
                .withKnots()
                .withLags(1)
                .withAverages();
    }

    private static NetworkSpec rDrop(NetworkSpec network) {
        return network.withDropout(DROPOUT, ALPHA);
    }
}

package io.rdrop.learn.network;

import io.rdrop.config.PoolMemberConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.config.UpdaterType;

/**
 * What one network of a pool is.
 *
 * @param name of the member, distinct in its pool
 * @param updater sgd, adagrad or rmsprop
 * @param rate its step size
 * @param units of each of the two hidden layers
 * @param layerNorm whether what enters a ReLU is normalised over the units of its layer
 * @param knots whether it is given hat functions of the numbers
 * @param lags earlier labels that it is given
 * @param averages whether it is given running means of the labels
 * @param dropout share of units that are left out while it learns
 * @param alpha weight of the KL term beside the cross-entropies of both passes; 0 is one pass, without R-Drop
 * @param replay where rows come from that it learns again
 * @param replays such rows per example
 */
public record NetworkSpec(
        String name,
        UpdaterType updater,
        double rate,
        int units,
        boolean layerNorm,
        boolean knots,
        int lags,
        boolean averages,
        double dropout,
        double alpha,
        ReplayType replay,
        int replays)
        implements MemberSpec {
    public NetworkSpec {
        if (units < 1 || lags < 0 || replays < 0 || !(rate > 0) || !(alpha >= 0)) {
            throw new IllegalArgumentException(
                    "units must be >= 1, lags and replays >= 0, rate > 0 and alpha >= 0 but were " + units + ", " + lags
                            + ", " + replays + ", " + rate + " and " + alpha);
        }
        if (!(dropout >= 0 && dropout < 1) || (dropout == 0 && alpha > 0)) {
            throw new IllegalArgumentException(
                    "dropout must be within [0, 1), and above 0 with R-Drop, but was " + dropout);
        }
        if ((replay == ReplayType.NONE) != (replays == 0)) {
            throw new IllegalArgumentException("replays must be 0 without replay only but were " + replays);
        }
    }

    /** Passes in which it learns an example. */
    public int passes() {
        return alpha > 0 ? 2 : 1;
    }

    @Override
    public boolean learnsAgain() {
        return replays > 0;
    }

    /** The plainest network: only the columns, no dropout, no replay. */
    public static NetworkSpec of(String name, UpdaterType updater, double rate, int units) {
        return new NetworkSpec(name, updater, rate, units, false, false, 0, false, 0, 0, ReplayType.NONE, 0);
    }

    /** As it is configured. */
    public static NetworkSpec of(PoolMemberConfig config) {
        return new NetworkSpec(
                config.name(),
                config.updater(),
                config.stepSize(),
                config.hidden(),
                config.layerNorm(),
                config.knots(),
                config.historyLabels(),
                config.historyAverages(),
                config.dropout(),
                config.alpha(),
                config.replay(),
                config.replays());
    }

    /** Given no earlier labels at all. */
    public NetworkSpec withoutLabels() {
        return new NetworkSpec(name, updater, rate, units, layerNorm, knots, 0, false, dropout, alpha, replay, replays);
    }

    /** With hat functions of the numbers. */
    public NetworkSpec withKnots() {
        return new NetworkSpec(
                name, updater, rate, units, layerNorm, true, lags, averages, dropout, alpha, replay, replays);
    }

    /** With layer normalisation. */
    public NetworkSpec withLayerNorm() {
        return new NetworkSpec(
                name, updater, rate, units, true, knots, lags, averages, dropout, alpha, replay, replays);
    }

    /** With earlier labels. */
    public NetworkSpec withLags(int count) {
        return new NetworkSpec(
                name, updater, rate, units, layerNorm, knots, count, averages, dropout, alpha, replay, replays);
    }

    /** With running means of the labels. */
    public NetworkSpec withAverages() {
        return new NetworkSpec(
                name, updater, rate, units, layerNorm, knots, lags, true, dropout, alpha, replay, replays);
    }

    @Override
    public NetworkSpec withDropout(double share, double weight) {
        return new NetworkSpec(
                name, updater, rate, units, layerNorm, knots, lags, averages, share, weight, replay, replays);
    }

    @Override
    public NetworkSpec withRate(double stepSize) {
        return new NetworkSpec(
                name, updater, stepSize, units, layerNorm, knots, lags, averages, dropout, alpha, replay, replays);
    }

    /** With rows that are learned again. */
    public NetworkSpec withReplay(ReplayType from, int count) {
        return new NetworkSpec(
                name, updater, rate, units, layerNorm, knots, lags, averages, dropout, alpha, from, count);
    }

    @Override
    public NetworkSpec named(String other) {
        return new NetworkSpec(
                other, updater, rate, units, layerNorm, knots, lags, averages, dropout, alpha, replay, replays);
    }
}

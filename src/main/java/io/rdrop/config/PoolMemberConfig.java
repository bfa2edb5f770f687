package io.rdrop.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One network of a pool. */
public record PoolMemberConfig(
        @Setting("Its name in metrics, reports and state: letters, digits and hyphens.")
        String name,

        @Setting(value = "`sgd`, `adagrad` or `rmsprop`.", byDefault = "rmsprop")
        UpdaterType updater,

        @Setting(
                value = "Step size; `none` takes the pool's own: sgd 0.03, adagrad 0.05, rmsprop 0.002.",
                byDefault = "none")
        @Nullable
        Double learningRate,

        @Setting(value = "Units of each of its two hidden layers.", byDefault = "64")
        int hidden,

        @Setting(value = "Normalise what enters a hidden layer's ReLU over its units.", byDefault = "true")
        boolean layerNorm,

        @Setting(value = "Share of hidden outputs that a pass drops while it learns, 0 <= p < 1.", byDefault = "0")
        double dropout,

        @Setting(
                value =
                        "Weight of the KL term; above 0 it learns with R-Drop, in two passes, and `dropout` must be > 0.",
                byDefault = "0")
        double alpha,

        @Setting(value = "Give it hat functions of the numbers, so that its first layer can bend.", byDefault = "true")
        boolean knots,

        @Setting(value = "Earlier labels that it is given, one-hot.", byDefault = "1")
        int historyLabels,

        @Setting(value = "Give it running means of the labels.", byDefault = "true")
        boolean historyAverages,

        @Setting(
                value = "Which examples it learns again: `none`, `sliding-window` (the latest 2,000) or `reservoir`.",
                byDefault = "none")
        ReplayType replay,

        @Setting(value = "Such examples per example.", byDefault = "0")
        int replays) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final List<UpdaterType> UPDATERS =
            List.of(UpdaterType.SGD, UpdaterType.ADAGRAD, UpdaterType.RMSPROP);

    public PoolMemberConfig {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigException("name must be 1 to 40 letters, digits and hyphens but was " + name);
        }
        if (!UPDATERS.contains(updater)) {
            throw new ConfigException(
                    "updater must be sgd, adagrad or rmsprop but was " + ConfigBinder.kebab(updater.name()));
        }
        if (learningRate != null) {
            Check.positive("learning-rate", learningRate);
        }
        Check.within("hidden", hidden, 1, 4096);
        Check.rate("dropout", dropout);
        Check.finite("alpha", alpha);
        if (alpha > 0 && dropout == 0) {
            throw new ConfigException("dropout must be > 0 with alpha > 0 (both passes would be the same) but was 0");
        }
        Check.within("history-labels", historyLabels, 0, 1000);
        Check.within("replays", replays, 0, 100);
        if ((replay == ReplayType.NONE) != (replays == 0)) {
            throw new ConfigException("replays must be > 0 with replay, and 0 without, but was " + replays);
        }
    }

    /** Its step size, whether configured or the pool's own. */
    public double stepSize() {
        if (learningRate != null) {
            return learningRate;
        }
        return switch (updater) {
            case SGD -> 0.03;
            case ADAGRAD -> 0.05;
            default -> 0.002;
        };
    }
}

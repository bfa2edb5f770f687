package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;
import java.util.SplittableRandom;

/**
 * SEA concepts: three attributes uniform in [0, 10), of which the third is irrelevant; class {@code within} where x1 +
 * x2 <= theta, with theta 8, 9, 7, 9.5 in turn, and 10 % of the labels flipped. Abrupt drift.
 *
 * <p>W. N. Street and Y. Kim, "A streaming ensemble algorithm (SEA) for large-scale classification", KDD 2001.
 */
public final class SeaGenerator implements DriftStream {
    private static final double[] THRESHOLDS = {8, 9, 7, 9.5};
    private static final double RANGE = 10;
    private static final double LABEL_NOISE = 0.1;

    private final SplittableRandom random;
    private final Quarters quarters;
    private final double labelNoise;
    private long drawn;

    /** With the paper's 10 % label noise. */
    public SeaGenerator(long seed, long examples) {
        this(seed, examples, LABEL_NOISE);
    }

    /** @param labelNoise share of labels that are flipped, 0..1 */
    SeaGenerator(long seed, long examples, double labelNoise) {
        this.random = new SplittableRandom(seed);
        this.quarters = new Quarters(examples);
        this.labelNoise = labelNoise;
    }

    @Override
    public String name() {
        return "sea";
    }

    @Override
    public List<FeatureConfig> features() {
        return Columns.numeric(3);
    }

    @Override
    public List<String> classes() {
        return List.of("beyond", "within");
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(examples, 0, period -> "theta " + threshold(period));
    }

    @Override
    public GeneratedExample next() {
        double[] x = {random.nextDouble(RANGE), random.nextDouble(RANGE), random.nextDouble(RANGE)};
        int label = x[0] + x[1] <= threshold(quarters.periodOf(drawn++)) ? 1 : 0;
        // Drawn whether or not it flips, so that the attributes are the same at every noise level.
        boolean flip = random.nextDouble() < labelNoise;
        return new GeneratedExample(x, Columns.NO_CATEGORIES, flip ? 1 - label : label);
    }

    private static double threshold(long period) {
        return THRESHOLDS[(int) (period % THRESHOLDS.length)];
    }
}

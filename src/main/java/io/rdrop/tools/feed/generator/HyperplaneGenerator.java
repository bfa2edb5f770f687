package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A rotating hyperplane: ten attributes uniform in [0, 1), class {@code above} where sum(w_i x_i) >= w_0, with w_0 =
 * sum(w_i) / 2 so that half of the space is on either side, and 5 % of the labels flipped. Gradual drift: the weights
 * of five attributes move evenly, each in a direction drawn anew, by {@value #MAGNITUDE} in all over a tenth of the
 * stream; then the plane rests until the next drift point.
 *
 * <p>G. Hulten, L. Spencer and P. Domingos, "Mining time-changing data streams", KDD 2001; the parameters (attributes
 * that move, magnitude, noise) are those of H. Wang et al., "Mining concept-drifting data streams using ensemble
 * classifiers", KDD 2003, whose plane never rests.
 */
public final class HyperplaneGenerator implements DriftStream {
    static final int ATTRIBUTES = 10;
    private static final int MOVING = 5;
    private static final double MAGNITUDE = 1.0;
    private static final double LABEL_NOISE = 0.05;
    private static final int WIDTH_DIVISOR = 10;

    private final SplittableRandom random;
    private final SplittableRandom concepts;
    private final Quarters quarters;
    private final long widthExamples;
    private final double labelNoise;
    private final double[] rest;
    private final double[] direction = new double[ATTRIBUTES];
    private long period;
    private long drawn;

    public HyperplaneGenerator(long seed, long examples) {
        this(seed, examples, LABEL_NOISE);
    }

    /** @param labelNoise share of labels that are flipped, 0..1 */
    HyperplaneGenerator(long seed, long examples, double labelNoise) {
        this.random = new SplittableRandom(seed);
        this.concepts = random.split();
        this.quarters = new Quarters(examples);
        this.widthExamples = Math.max(1, examples / WIDTH_DIVISOR);
        this.labelNoise = labelNoise;
        this.rest = concepts.doubles(ATTRIBUTES).toArray();
    }

    @Override
    public String name() {
        return "hyperplane";
    }

    @Override
    public List<FeatureConfig> features() {
        return Columns.numeric(ATTRIBUTES);
    }

    @Override
    public List<String> classes() {
        return List.of("below", "above");
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(examples, widthExamples, ignored -> "plane turns");
    }

    @Override
    public GeneratedExample next() {
        double[] w = weights();
        double[] x = random.doubles(ATTRIBUTES).toArray();
        double side = 0;
        for (int i = 0; i < ATTRIBUTES; i++) {
            side += w[i] * (x[i] - 0.5);
        }
        int label = side >= 0 ? 1 : 0;
        boolean flip = random.nextDouble() < labelNoise;
        drawn++;
        return new GeneratedExample(x, Columns.NO_CATEGORIES, flip ? 1 - label : label);
    }

    /** The plane's weights [attributes] for the next example. */
    double[] weights() {
        long now = quarters.periodOf(drawn);
        if (now != period) {
            turn();
            period = now;
        }
        double moved = Math.min(1, (drawn - quarters.start(period)) / (double) widthExamples);
        double[] weights = rest.clone();
        for (int i = 0; i < ATTRIBUTES; i++) {
            weights[i] += moved * direction[i];
        }
        return weights;
    }

    /** Takes the end of the last turn as the new place of rest, and draws the next turn. */
    private void turn() {
        for (int i = 0; i < ATTRIBUTES; i++) {
            rest[i] += direction[i];
            direction[i] = 0;
        }
        for (int left = MOVING; left > 0; ) {
            int i = concepts.nextInt(ATTRIBUTES);
            if (direction[i] == 0) {
                direction[i] = concepts.nextBoolean() ? MAGNITUDE : -MAGNITUDE;
                left--;
            }
        }
    }
}

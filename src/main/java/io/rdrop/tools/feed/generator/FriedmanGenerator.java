package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Friedman's function: ten attributes uniform in [0, 1), of which five matter, and the number
 *
 * <pre>
 *   y = 10 sin(pi x_1 x_2) + 20 (x_3 - 0.5)^2 + 10 x_4 + 5 x_5 + N(0, 1)
 * </pre>
 *
 * J. H. Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19, 1991. When it drifts, the
 * attributes change places, as in E. Ikonomovska, J. Gama and S. Dzeroski, "Learning model trees from evolving data
 * streams", Data Mining and Knowledge Discovery 23, 2011: their global recurring abrupt drift, where the first function
 * comes back, or their global and slow gradual drift, where over a tenth of the stream either function has an even
 * chance. Their points of change are others than those of the generators here.
 */
public final class FriedmanGenerator implements DriftStream {
    static final int ATTRIBUTES = 10;
    private static final int WIDTH_DIVISOR = 10;
    /** Which attributes take the places of x_1 .. x_5. */
    private static final int[][] CONCEPTS = {{0, 1, 2, 3, 4}, {3, 4, 1, 0, 2}, {1, 4, 3, 2, 0}};

    /** How the function changes. */
    public enum Drift {
        /** At once, there and back. */
        RECURRING,
        /** Gradually, from one to the next of three. */
        GRADUAL
    }

    private final SplittableRandom random;
    private final Quarters quarters;
    private final Drift drift;
    private final long widthExamples;
    private final double noise;
    private long drawn;

    public FriedmanGenerator(long seed, long examples, Drift drift) {
        this(seed, examples, drift, 1);
    }

    /** @param noise its deviation */
    FriedmanGenerator(long seed, long examples, Drift drift, double noise) {
        this.random = new SplittableRandom(seed);
        this.quarters = new Quarters(examples);
        this.drift = drift;
        this.widthExamples = drift == Drift.GRADUAL ? Math.max(1, examples / WIDTH_DIVISOR) : 0;
        this.noise = noise;
    }

    @Override
    public String name() {
        return drift == Drift.GRADUAL ? "friedman-gradual" : "friedman";
    }

    @Override
    public List<FeatureConfig> features() {
        return Columns.numeric(ATTRIBUTES);
    }

    @Override
    public List<String> classes() {
        return List.of();
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(
                examples, widthExamples, period -> "attributes change places (function " + (concept(period) + 1) + ")");
    }

    @Override
    public GeneratedExample next() {
        double[] x = random.doubles(ATTRIBUTES).toArray();
        // Drawn whether or not they count, so that the attributes are the same whatever the drift and the noise.
        boolean isOld = random.nextBoolean();
        double error = random.nextGaussian();
        long period = quarters.periodOf(drawn);
        boolean isChanging = period > 0 && drawn - quarters.start(period) < widthExamples;
        drawn++;
        double y = value(x, concept(isChanging && isOld ? period - 1 : period));
        return new GeneratedExample(x, Columns.NO_CATEGORIES, y + noise * error);
    }

    private int concept(long period) {
        return (int) (period % (drift == Drift.GRADUAL ? CONCEPTS.length : 2));
    }

    private static double value(double[] x, int concept) {
        int[] at = CONCEPTS[concept];
        double third = x[at[2]] - 0.5;
        return 10 * Math.sin(Math.PI * x[at[0]] * x[at[1]]) + 20 * third * third + 10 * x[at[3]] + 5 * x[at[4]];
    }
}

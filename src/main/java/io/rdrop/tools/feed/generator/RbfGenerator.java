package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Random radial basis functions: fifty centroids in [0, 1)^10 (or another dimension), each with a class of four (or
 * another number), a weight and a spread, all uniform. An example takes a centroid in proportion to its weight and lies
 * in a random direction from it, at a normally distributed distance scaled by the spread. Abrupt drift: all centroids
 * are drawn anew.
 *
 * <p>A. Bifet et al., "New ensemble methods for evolving data streams", KDD 2009 (there the centroids move instead).
 */
public final class RbfGenerator implements DriftStream {
    static final int ATTRIBUTES = 10;
    private static final int CENTROIDS = 50;
    private static final int CLASSES = 4;
    private static final int LETTERS = 26;

    /** One basis function; {@code cumulativeWeight} is the sum of the weights up to and with this one. */
    private record Centroid(List<Double> centre, int label, double spread, double cumulativeWeight) {}

    private final int attributes;
    private final List<String> classes;
    private final SplittableRandom random;
    private final SplittableRandom concepts;
    private final Quarters quarters;
    private List<Centroid> centroids;
    private long period;
    private long drawn;

    public RbfGenerator(long seed, long examples) {
        this(seed, examples, ATTRIBUTES, CLASSES);
    }

    /**
     * @param attributes numeric columns, at least 1
     * @param classes 2..26, called A, B, C and so on
     * @throws IllegalArgumentException if one of them is out of range
     */
    public RbfGenerator(long seed, long examples, int attributes, int classes) {
        if (attributes < 1 || classes < 2 || classes > LETTERS) {
            throw new IllegalArgumentException("attributes must be >= 1 and classes 2.." + LETTERS + " but were "
                    + attributes + " and " + classes);
        }
        this.attributes = attributes;
        this.classes = IntStream.range(0, classes)
                .mapToObj(i -> String.valueOf((char) ('A' + i)))
                .toList();
        this.random = new SplittableRandom(seed);
        this.concepts = random.split();
        this.quarters = new Quarters(examples);
        this.centroids = centroids(concepts);
    }

    @Override
    public String name() {
        return "rbf";
    }

    @Override
    public List<FeatureConfig> features() {
        return Columns.numeric(attributes);
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(examples, 0, ignored -> "new centroids");
    }

    @Override
    public GeneratedExample next() {
        long now = quarters.periodOf(drawn++);
        if (now != period) {
            centroids = centroids(concepts);
            period = now;
        }
        Centroid centroid = draw();
        double[] x = new double[attributes];
        double squares = 0;
        for (int i = 0; i < attributes; i++) {
            x[i] = random.nextGaussian();
            squares += x[i] * x[i];
        }
        double scale = random.nextGaussian() * centroid.spread() / Math.sqrt(squares);
        for (int i = 0; i < attributes; i++) {
            x[i] = centroid.centre().get(i) + x[i] * scale;
        }
        return new GeneratedExample(x, Columns.NO_CATEGORIES, centroid.label());
    }

    /** The class of the centroid nearest to a point of the current concept. */
    int nearest(double[] x) {
        double smallest = Double.POSITIVE_INFINITY;
        int label = -1;
        for (Centroid centroid : centroids) {
            double squares = 0;
            for (int i = 0; i < attributes; i++) {
                squares += (x[i] - centroid.centre().get(i))
                        * (x[i] - centroid.centre().get(i));
            }
            if (squares < smallest) {
                smallest = squares;
                label = centroid.label();
            }
        }
        return label;
    }

    private Centroid draw() {
        double at = random.nextDouble() * centroids.get(CENTROIDS - 1).cumulativeWeight();
        for (Centroid centroid : centroids) {
            if (at < centroid.cumulativeWeight()) {
                return centroid;
            }
        }
        return centroids.get(CENTROIDS - 1);
    }

    private List<Centroid> centroids(SplittableRandom random) {
        Centroid[] drawn = new Centroid[CENTROIDS];
        double sum = 0;
        for (int i = 0; i < CENTROIDS; i++) {
            List<Double> centre = random.doubles(attributes).boxed().toList();
            // The first few make sure that every class occurs.
            int label = i < classes.size() ? i : random.nextInt(classes.size());
            double spread = random.nextDouble();
            sum += random.nextDouble();
            drawn[i] = new Centroid(centre, label, spread, sum);
        }
        return List.of(drawn);
    }
}

package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seven-segment display: 24 binary attributes (numeric 0 or 1), of which seven show a decimal digit, the class, each
 * segment inverted with 10 % probability, and 17 are coin tosses. (No classifier can then be right more often than
 * about 74 %.) Abrupt drift: four segments change places with irrelevant attributes.
 *
 * <p>L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and regression trees", Wadsworth 1984, pages
 * 43-49.
 */
public final class LedGenerator implements DriftStream {
    static final int ATTRIBUTES = 24;
    static final int SEGMENTS = 7;
    private static final int SWAPPED = 4;
    private static final double ATTRIBUTE_NOISE = 0.1;

    /** Lit segments by digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
    private static final List<String> DIGITS = List.of(
            "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111",
            "1111011");

    private final SplittableRandom random;
    private final SplittableRandom concepts;
    private final Quarters quarters;
    private final double attributeNoise;
    /** Column of each attribute: segments first, then the irrelevant ones. */
    private final int[] columns = new int[ATTRIBUTES];

    private long period;
    private long drawn;

    public LedGenerator(long seed, long examples) {
        this(seed, examples, ATTRIBUTE_NOISE);
    }

    /** @param attributeNoise probability that a segment is inverted, 0..1 */
    LedGenerator(long seed, long examples, double attributeNoise) {
        this.random = new SplittableRandom(seed);
        this.concepts = random.split();
        this.quarters = new Quarters(examples);
        this.attributeNoise = attributeNoise;
        for (int i = 0; i < ATTRIBUTES; i++) {
            columns[i] = i;
        }
    }

    @Override
    public String name() {
        return "led";
    }

    @Override
    public List<FeatureConfig> features() {
        return Columns.numeric(ATTRIBUTES);
    }

    @Override
    public List<String> classes() {
        return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(examples, 0, ignored -> SWAPPED + " segments move");
    }

    @Override
    public GeneratedExample next() {
        long now = quarters.periodOf(drawn++);
        if (now != period) {
            swapSegments();
            period = now;
        }
        int digit = random.nextInt(DIGITS.size());
        double[] x = new double[ATTRIBUTES];
        for (int i = 0; i < ATTRIBUTES; i++) {
            boolean lit = i < SEGMENTS
                    ? DIGITS.get(digit).charAt(i) == '1' ^ random.nextDouble() < attributeNoise
                    : random.nextBoolean();
            x[columns[i]] = lit ? 1 : 0;
        }
        return new GeneratedExample(x, Columns.NO_CATEGORIES, digit);
    }

    /** The column that shows a segment in the last example. */
    int columnOf(int segment) {
        return columns[segment];
    }

    private void swapSegments() {
        int first = concepts.nextInt(SEGMENTS);
        int irrelevant = concepts.nextInt(ATTRIBUTES - SEGMENTS);
        for (int i = 0; i < SWAPPED; i++) {
            int a = (first + i) % SEGMENTS;
            int b = SEGMENTS + (irrelevant + i) % (ATTRIBUTES - SEGMENTS);
            int column = columns[a];
            columns[a] = columns[b];
            columns[b] = column;
        }
    }
}

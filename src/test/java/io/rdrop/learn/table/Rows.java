package io.rdrop.learn.table;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A stream of rows whose labels can be learned: two numbers, one of them missing at times, and a category. */
public final class Rows {
    public static final List<FeatureConfig> COLUMNS = List.of(
            new FeatureConfig("a", FeatureType.NUMERIC),
            new FeatureConfig("b", FeatureType.NUMERIC),
            new FeatureConfig("c", FeatureType.CATEGORICAL));
    public static final EncodingConfig ENCODING = new EncodingConfig(true, 5, false, 4, 2);
    public static final int CLASSES = 3;
    private static final double MISSING = 0.05;

    private final Random random;
    private int label;
    private long offset;

    public Rows(long seed) {
        random = new Random(seed);
    }

    /** The next row; {@link #label} is its label. */
    public Example next() {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        int c = random.nextInt(3);
        label = a + 0.1 * random.nextGaussian() > 0 ? 0 : c == 1 && b > 0 ? 1 : 2;
        return example(
                new double[] {10 * a + 3, random.nextDouble() < MISSING ? Double.NaN : b}, "c" + c, label, offset++);
    }

    /** A row of one's own. */
    public static Example example(double[] numbers, @Nullable String category, double label, long offset) {
        return new Example(
                new SourcePosition("rows", 0, 0, offset),
                null,
                Example.DEFAULT_MODEL,
                0,
                new TableFeatures(numbers, new String[] {category}),
                label);
    }

    public int label() {
        return label;
    }

    public static TabularEncoder columns() {
        return new TabularEncoder(COLUMNS, ENCODING);
    }

    public static RowEncoder encoder(int lags) {
        return new RowEncoder(columns(), CLASSES, lags);
    }
}

package io.rdrop.learn.table;

import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import java.util.Random;

/**
 * A stream of rows whose target is a number that can be learned: of the columns of {@link Rows}, and of the target
 * before.
 */
public final class NumberRows {
    private final Random random;
    private double target = 100;
    private long offset;

    public NumberRows(long seed) {
        random = new Random(seed);
    }

    /** A row as another one, but for its target. */
    public static Example with(Example row, double target) {
        TableFeatures features = (TableFeatures) row.features();
        return Rows.example(
                features.numbers(),
                features.categories()[0],
                target,
                row.position().offset());
    }

    /** The next row. */
    public Example next() {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        int c = random.nextInt(3);
        target = 100 + 0.7 * (target - 100) + 5 * Math.max(a, 0) * (c == 1 ? -1 : 1) + 0.5 * random.nextGaussian();
        return Rows.example(new double[] {10 * a + 3, b}, "c" + c, target, offset++);
    }
}

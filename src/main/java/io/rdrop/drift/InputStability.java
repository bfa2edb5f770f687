package io.rdrop.drift;

import io.rdrop.example.ColumnMoments;
import java.util.Arrays;
import java.util.List;

/**
 * How far the numbers of the latest records are from those that a model has learned from, column by column: the
 * population stability index
 *
 * <pre>
 *   PSI = sum over bins (p - q) ln(p / q)
 * </pre>
 *
 * <p>in the limit of small bins, with normal distributions p of the records, mean m and deviation s, and q of the
 * encoder, mean n and deviation t. That is the divergence of Jeffreys, in nats:
 *
 * <pre>
 *   PSI = ((s^2 + (m - n)^2) / t^2 + (t^2 + (m - n)^2) / s^2) / 2 - 1
 * </pre>
 *
 * <p>A mean that moves by half a deviation gives 0.25, from where on it is usual to speak of a shift. Values are cut to
 * n +- {@value #REACH} t, so that single outliers do not count; a change of unit gives far more than 1. Missing values
 * are left out. S. Kullback, Information Theory and Statistics, 1959. Not thread-safe.
 */
final class InputStability {
    /** From here on a column has shifted. */
    static final double SHIFTED = 0.25;

    private static final double REACH = 6;
    /** Of a column that was constant in one of both. */
    private static final double MOST = 1000;
    /** With fewer values of a column, or fewer that its encoder has seen, nothing is said. */
    private static final int LEAST = 30;

    private final int records;
    private List<ColumnMoments> reference = List.of();
    private final double[] stability;
    private final long[] values;
    private final double[] sums;
    private final double[] squares;
    private int taken;

    /**
     * @param columns of numbers
     * @param records that are compared at a time
     */
    InputStability(int columns, int records) {
        this.records = records;
        stability = new double[columns];
        values = new long[columns];
        sums = new double[columns];
        squares = new double[columns];
    }

    /** Compares with this from now on; a window that has begun is begun anew. */
    void compareWith(List<ColumnMoments> learned) {
        if (learned.size() != stability.length) {
            throw new IllegalArgumentException(
                    "reference must have " + stability.length + " columns but had " + learned.size());
        }
        reference = List.copyOf(learned);
        begin();
    }

    private void begin() {
        Arrays.fill(values, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
        taken = 0;
    }

    /**
     * Takes a record.
     *
     * @param numbers of its columns, NaN if missing
     * @return whether a window is complete, and {@link #of} new
     */
    boolean add(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            ColumnMoments learned = reference.get(i);
            double scale = scale(learned);
            // in deviations from the encoder's mean: no large numbers are added up
            double away = (numbers[i] - learned.mean()) / scale;
            if (!Double.isNaN(away)) {
                double cut = Math.max(-REACH, Math.min(REACH, away));
                values[i]++;
                sums[i] += cut;
                squares[i] += cut * cut;
            }
        }
        taken++;
        if (taken < records) {
            return false;
        }
        for (int i = 0; i < stability.length; i++) {
            stability[i] = index(i);
        }
        begin();
        return true;
    }

    /** Any scale will do for a column that was constant: only whether it still is can be told. */
    private static double scale(ColumnMoments learned) {
        return learned.deviation() > 0 ? learned.deviation() : 1;
    }

    private double index(int column) {
        ColumnMoments learned = reference.get(column);
        if (values[column] < LEAST || learned.count() < LEAST) {
            return 0;
        }
        double mean = sums[column] / values[column];
        double variance = Math.max(0, squares[column] / values[column] - mean * mean);
        if (learned.deviation() <= 0) {
            return mean == 0 && variance == 0 ? 0 : MOST;
        }
        double shift = mean * mean;
        double index = (variance + shift + (1 + shift) / variance) / 2 - 1;
        return Math.min(MOST, index);
    }

    /** The index of a column over the latest whole window; 0 before there is one, and where too little is known. */
    double of(int column) {
        return stability[column];
    }

    int columns() {
        return stability.length;
    }

    String name(int column) {
        return reference.get(column).name();
    }
}

package io.rdrop.learn.companion;

/** The normal distribution function from a table, to 1e-4. */
final class NormalTable {
    private static final int PER_UNIT = 64;
    private static final int REACH = 4;
    private static final float[] VALUES = table();

    private NormalTable() {}

    /** Integrates the density by Simpson's rule from cell to cell. */
    private static float[] table() {
        float[] values = new float[2 * REACH * PER_UNIT + 2];
        double step = 1.0 / PER_UNIT;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.min(1, sum);
            double from = -REACH + i * step;
            sum += step / 6 * (density(from) + 4 * density(from + step / 2) + density(from + step));
        }
        return values;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** P(X &lt;= x). */
    static float below(float x) {
        if (!(x > -REACH)) {
            return 0;
        }
        if (x >= REACH) {
            return 1;
        }
        float place = (x + REACH) * PER_UNIT;
        int cell = (int) place;
        return VALUES[cell] + (place - cell) * (VALUES[cell + 1] - VALUES[cell]);
    }
}

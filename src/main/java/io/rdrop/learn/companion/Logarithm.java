package io.rdrop.learn.companion;

/** x log2(x) from a table of the logarithm of mantissas, to 2e-7 x. */
final class Logarithm {
    private static final int BITS = 11;
    private static final int SHIFT = 52 - BITS;
    private static final double[] MANTISSAS = table();

    private Logarithm() {}

    private static double[] table() {
        double[] values = new double[(1 << BITS) + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.log1p((double) i / (1 << BITS)) / Math.log(2);
        }
        return values;
    }

    /** x log2(x); 0 for what is not a positive normal number. */
    static double xLog2(double x) {
        if (!(x >= Double.MIN_NORMAL)) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) - 1023;
        int cell = (int) (bits >>> SHIFT) & ((1 << BITS) - 1);
        double rest = (bits & ((1L << SHIFT) - 1)) * (1.0 / (1L << SHIFT));
        return x * (exponent + MANTISSAS[cell] + rest * (MANTISSAS[cell + 1] - MANTISSAS[cell]));
    }
}

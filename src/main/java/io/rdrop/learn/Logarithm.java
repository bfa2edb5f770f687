package io.rdrop.learn;

/** Logarithms from a table of those of mantissas, to 2e-7; several times as fast as exact ones. */
public final class Logarithm {
    private static final int BITS = 11;
    private static final int SHIFT = 52 - BITS;
    private static final double LN_2 = Math.log(2);
    private static final double[] MANTISSAS = table();

    private Logarithm() {}

    private static double[] table() {
        double[] values = new double[(1 << BITS) + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.log1p((double) i / (1 << BITS)) / LN_2;
        }
        return values;
    }

    /** x log2(x); 0 for what is not a positive normal number. */
    public static double xLog2(double x) {
        return x >= Double.MIN_NORMAL ? x * log2(x) : 0;
    }

    /** The natural logarithm of a positive normal number. */
    public static double ln(double x) {
        return LN_2 * log2(x);
    }

    private static double log2(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) - 1023;
        int cell = (int) (bits >>> SHIFT) & ((1 << BITS) - 1);
        double rest = (bits & ((1L << SHIFT) - 1)) * (1.0 / (1L << SHIFT));
        return exponent + MANTISSAS[cell] + rest * (MANTISSAS[cell + 1] - MANTISSAS[cell]);
    }
}

package io.rdrop.codec;

import java.math.BigInteger;

/**
 * The float64 nearest to a decimal number, ties to even, from one or two products of 64 by 64 bits.
 *
 * <p>D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51, 2021, algorithm 1.
 * Where it would need more, or the result is not a normal number, it does not decide.
 */
final class EiselLemire {
    /** Greatest magnitude of exponents that are decided; others are rare. */
    static final int MAX_EXPONENT = 64;

    private static final int POWER_BITS = 128;
    private static final int MANTISSA_BITS = 52;
    private static final long HIDDEN_BIT = 1L << MANTISSA_BITS;
    private static final int BIAS = 1023;
    /** Reciprocals of powers of five that fit into 64 bits. */
    private static final int LEAST_ROUNDED_UP = -27;

    private static final int LEAST_TIE = -4;
    private static final int GREATEST_TIE = 23;
    /** Bits below those that are kept, which say on which side of a tie the product is. */
    private static final long LOW_BITS = 0x1ff;

    /** [exponent + MAX_EXPONENT] of 10^exponent: the leading 64 bits of 5^exponent, and the next 64. */
    private static final long[] HIGH = new long[2 * MAX_EXPONENT + 1];

    private static final long[] LOW = new long[2 * MAX_EXPONENT + 1];

    static {
        for (int exponent = -MAX_EXPONENT; exponent <= MAX_EXPONENT; exponent++) {
            BigInteger power = leading(exponent);
            HIGH[exponent + MAX_EXPONENT] = power.shiftRight(Long.SIZE).longValue();
            LOW[exponent + MAX_EXPONENT] = power.longValue();
        }
    }

    private EiselLemire() {}

    /** The leading 128 bits of 5^exponent, cut off; of a reciprocal as in section 5 of the paper: rounded up if few. */
    private static BigInteger leading(int exponent) {
        BigInteger five = BigInteger.valueOf(5).pow(Math.abs(exponent));
        int bits = five.bitLength();
        if (exponent >= 0) {
            return five.shiftLeft(POWER_BITS).shiftRight(bits);
        }
        int scale = exponent >= LEAST_ROUNDED_UP ? bits + POWER_BITS - 1 : 2 * bits + POWER_BITS;
        BigInteger reciprocal = BigInteger.ONE.shiftLeft(scale).divide(five).add(BigInteger.ONE);
        return reciprocal.shiftRight(reciprocal.bitLength() - POWER_BITS);
    }

    /** The float64 nearest to digits * 10^exponent, the digits unsigned and not 0; NaN if this does not decide. */
    static double nearest(long digits, int exponent) {
        if (exponent < -MAX_EXPONENT || exponent > MAX_EXPONENT) {
            return Double.NaN;
        }
        int zeros = Long.numberOfLeadingZeros(digits);
        long w = digits << zeros;
        long power = HIGH[exponent + MAX_EXPONENT];
        long low = w * power;
        long high = unsignedHigh(w, power);
        if ((high & LOW_BITS) == LOW_BITS) {
            long more = unsignedHigh(w, LOW[exponent + MAX_EXPONENT]);
            low += more;
            if (Long.compareUnsigned(low, more) < 0) {
                high++;
            }
            if (low == -1) {
                return Double.NaN; // a carry from further bits could change everything
            }
        }
        int top = (int) (high >>> 63);
        int shift = top + Long.SIZE - MANTISSA_BITS - 3;
        long mantissa = high >>> shift; // 54 bits: one more than a float64 has, to round by
        // floor(log2(10^exponent)) is exponent + floor(log2(5^exponent)), by a product that is exact for these
        // exponents
        int binary = (((152_170 + 65_536) * exponent) >> 16) + 63 + top - zeros + BIAS;
        if (isTie(low, exponent, mantissa) && (mantissa << shift) == high) {
            mantissa &= ~1L; // half way exactly, below it an even one: do not round up
        }
        mantissa += mantissa & 1;
        mantissa >>>= 1;
        if (mantissa >= 2 * HIDDEN_BIT) {
            mantissa = HIDDEN_BIT;
            binary++;
        }
        if (binary <= 0 || binary > 2 * BIAS) {
            return Double.NaN;
        }
        return Double.longBitsToDouble((mantissa - HIDDEN_BIT) + ((long) binary << MANTISSA_BITS));
    }

    /** Only these exponents let digits of 64 bits be half way between two float64 numbers. */
    private static boolean isTie(long low, int exponent, long mantissa) {
        return (low == 0 || low == 1) && exponent >= LEAST_TIE && exponent <= GREATEST_TIE && (mantissa & 3) == 1;
    }

    /** The upper half of the product of two unsigned numbers. */
    private static long unsignedHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a & (b >> 63)) + (b & (a >> 63));
    }
}

package io.rdrop.job.wire;

import java.math.BigInteger;

/**
 * The shortest decimal that is nearer to a float32 than to any other, in the form of {@link Float#toString(float)},
 * which gives more digits than are needed before Java 19. The algorithm is Schubfach (R. Giulietti, The Schubfach way
 * to render doubles, 2020), whose names are used here.
 */
final class FloatText {
    /** Bytes at most: sign, nine digits and a point, exponent. */
    static final int MOST = 20;

    private static final int Q_MIN = -149;
    private static final int C_MIN = 1 << 23;
    private static final int C_TINY = 8;
    private static final int K_MIN = -45;
    private static final int K_MAX = 31;
    private static final long MASK_31 = (1L << 31) - 1;
    /** [K_MIN..K_MAX] of 10^-k the first 63 bits. */
    private static final long[] G = new long[K_MAX - K_MIN + 1];

    static {
        for (int k = K_MIN; k <= K_MAX; k++) {
            int r = floorLog2Of10(-k) - 125;
            BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            BigInteger g = k <= 0
                    ? power.shiftLeft(Math.max(0, -r)).shiftRight(Math.max(0, r))
                    : BigInteger.ONE.shiftLeft(-r).divide(power);
            G[k - K_MIN] = g.add(BigInteger.ONE).shiftRight(63).longValueExact();
        }
    }

    private FloatText() {}

    /**
     * Writes a number.
     *
     * @param value finite
     * @param into with room for {@link #MOST} bytes
     * @return the index after the last byte
     */
    static int write(float value, byte[] into, int from) {
        int at = from;
        int bits = Float.floatToRawIntBits(value);
        if (bits < 0) {
            into[at++] = '-';
        }
        int t = bits & (C_MIN - 1);
        int bq = (bits >>> 23) & 0xff;
        if (bq != 0) {
            int mq = 1 - Q_MIN - bq;
            int c = C_MIN | t;
            if (0 < mq && mq < 24 && ((c >> mq) << mq) == c) {
                return digits(c >> mq, 0, into, at);
            }
            return decimal(-mq, c, 0, into, at);
        }
        if (t == 0) {
            into[at++] = '0';
            into[at++] = '.';
            into[at++] = '0';
            return at;
        }
        return t < C_TINY ? decimal(Q_MIN, 10 * t, -1, into, at) : decimal(Q_MIN, t, 0, into, at);
    }

    /** Of c 2^q 10^dk. */
    private static int decimal(int q, int c, int dk, byte[] into, int at) {
        int out = c & 1;
        long cb = (long) c << 2;
        long cbr = cb + 2;
        boolean isRegular = c != C_MIN || q == Q_MIN;
        long cbl = isRegular ? cb - 2 : cb - 1;
        int k = (int) ((q * 661_971_961_083L + (isRegular ? 0 : -274_743_187_321L)) >> 41);
        int h = q + floorLog2Of10(-k) + 33;
        long g = G[k - K_MIN] + 1;
        int vb = roundToOdd(g, cb << h);
        int vbl = roundToOdd(g, cbl << h);
        int vbr = roundToOdd(g, cbr << h);
        int s = vb >> 2;
        if (s >= 100) {
            int sp10 = 10 * (s / 10);
            int tp10 = sp10 + 10;
            boolean upin = vbl + out <= (sp10 << 2);
            boolean wpin = (tp10 << 2) + out <= vbr;
            if (upin != wpin) {
                return digits(upin ? sp10 : tp10, k, into, at);
            }
        }
        int t = s + 1;
        boolean uin = vbl + out <= (s << 2);
        boolean win = (t << 2) + out <= vbr;
        if (uin != win) {
            return digits(uin ? s : t, k + dk, into, at);
        }
        int cmp = vb - ((s + t) << 1);
        return digits(cmp < 0 || (cmp == 0 && (s & 1) == 0) ? s : t, k + dk, into, at);
    }

    private static int floorLog2Of10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    private static int roundToOdd(long g, long cp) {
        long x1 = Math.multiplyHigh(g, cp);
        return (int) ((x1 >>> 31) | (((x1 & MASK_31) + MASK_31) >>> 31));
    }

    /** f 10^e, as {@link Float#toString(float)} has it. */
    private static int digits(int f, int e, byte[] into, int from) {
        int left = f;
        int exponent = e;
        while (left % 10 == 0) {
            left /= 10;
            exponent++;
        }
        int count = 1;
        for (int power = 10; count < 9 && left >= power; power *= 10) {
            count++;
        }
        int point = count + exponent;
        if (0 < point && point <= 7) {
            return plain(left, count, point, into, from);
        }
        int at = from;
        if (-3 < point && point <= 0) {
            into[at++] = '0';
            into[at++] = '.';
            for (int i = point; i < 0; i++) {
                into[at++] = '0';
            }
            put(left, count, into, at);
            return at + count;
        }
        at = plain(left, count, 1, into, at);
        into[at++] = 'E';
        int shown = point - 1;
        if (shown < 0) {
            into[at++] = '-';
            shown = -shown;
        }
        if (shown >= 10) {
            into[at++] = (byte) ('0' + shown / 10);
        }
        into[at++] = (byte) ('0' + shown % 10);
        return at;
    }

    /** With a point after so many digits, and at least one behind it. */
    private static int plain(int f, int count, int point, byte[] into, int from) {
        int at = from;
        if (count <= point) {
            put(f, count, into, at);
            at += count;
            for (int i = count; i < point; i++) {
                into[at++] = '0';
            }
            into[at++] = '.';
            into[at++] = '0';
            return at;
        }
        put(f, count, into, at + 1);
        System.arraycopy(into, at + 1, into, at, point);
        into[at + point] = '.';
        return at + count + 1;
    }

    private static void put(int f, int count, byte[] into, int at) {
        int left = f;
        for (int i = at + count - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}

package io.rdrop.learn.language;

/** Probabilities and their log-odds, from tables: the same on every machine. */
public final class Logistic {
    /** Largest log-odds that are told apart. */
    static final float MOST = 11.9f;

    private static final int CELLS = 4096;
    private static final int MIDDLE = 2048;
    private static final float PER_UNIT = 170;
    private static final float[] STRETCHED = new float[CELLS];
    private static final float[] SQUASHED = new float[CELLS + 1];

    static {
        for (int i = 0; i < CELLS; i++) {
            double p = (i + 0.5) / CELLS;
            STRETCHED[i] = (float) StrictMath.log(p / (1 - p));
        }
        for (int i = 0; i <= CELLS; i++) {
            SQUASHED[i] = (float) (1 / (1 + StrictMath.exp(-(i - MIDDLE) / (double) PER_UNIT)));
        }
    }

    private Logistic() {}

    /** ln(p / (1 - p)) of a probability of 0 to 1, at most 9 in absolute value. */
    static float stretch(float p) {
        return STRETCHED[Math.max(0, Math.min(CELLS - 1, (int) (p * CELLS)))];
    }

    /** 1 / (1 + e^-x), interpolated. */
    public static float squash(float x) {
        float at = Math.max(-MOST, Math.min(MOST, x)) * PER_UNIT + MIDDLE;
        int cell = (int) at;
        float part = at - cell;
        return SQUASHED[cell] + part * (SQUASHED[cell + 1] - SQUASHED[cell]);
    }
}

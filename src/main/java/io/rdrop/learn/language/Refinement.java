package io.rdrop.learn.language;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a probability turned out to be worth in a context: a curve over log-odds, 33 points a context, interpolated, and
 * moved where it was read (secondary symbol estimation).
 */
final class Refinement {
    private static final int POINTS = 33;
    private static final int MIDDLE = 16;
    private static final float PER_UNIT = 2;
    private static final float MOST = 7.999f;
    private static final float RATE = 0.02f;
    private static final float[] IDENTITY = new float[POINTS];

    static {
        for (int i = 0; i < POINTS; i++) {
            IDENTITY[i] = Logistic.squash((i - MIDDLE) / PER_UNIT);
        }
    }

    private final float[][] curves;
    private float[] curve = IDENTITY;
    private int context;
    private int cell;
    private float part;

    Refinement(int contexts) {
        curves = new float[contexts][];
    }

    /** The probability of a one that these log-odds were worth so far. */
    float refine(float logOdds, int ofContext) {
        context = ofContext;
        curve = curves[context] == null ? IDENTITY : curves[context];
        float at = Math.max(-MOST, Math.min(MOST, logOdds)) * PER_UNIT + MIDDLE;
        cell = (int) at;
        part = at - cell;
        return curve[cell] * (1 - part) + curve[cell + 1] * part;
    }

    /** Learns the bit that was refined last. */
    void learn(int bit) {
        if (curves[context] == null) {
            curve = IDENTITY.clone();
            curves[context] = curve;
        }
        curve[cell] += (bit - curve[cell]) * RATE * (1 - part);
        curve[cell + 1] += (bit - curve[cell + 1]) * RATE * part;
    }

    /** Bytes of the curves in use. */
    long bytes() {
        long used = 0;
        for (float[] each : curves) {
            used += each == null ? 0 : 1;
        }
        return used * POINTS * Float.BYTES;
    }

    void save(DataOutput out) throws IOException {
        for (float[] each : curves) {
            out.writeBoolean(each != null);
            if (each != null) {
                StateArrays.write(each, POINTS, out);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        for (int i = 0; i < curves.length; i++) {
            curves[i] = null;
            if (in.readBoolean()) {
                curves[i] = new float[POINTS];
                StateArrays.read(in, curves[i]);
            }
        }
    }
}

package io.rdrop.learn.mix;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The deviation of errors that come one by one: running mean squares with rates 0.005 and 0.05, in a mixture whose
 * shares follow how probable each made the errors (a fixed share of 0.001). At least 0.001; a square counts as 25 of
 * what was expected at most, so that no outlier captures it.
 */
public final class RunningScale {
    private static final double[] RATES = {0.005, 0.05};
    private static final double SHARE = 1e-3;
    private static final double LEAST_SQUARE = 1e-6;
    private static final double MOST = 25;
    private static final double MOST_LOSS = 30;

    private final double[] squares = new double[RATES.length];
    private final double[] shares = new double[RATES.length];
    private long seen;

    public RunningScale() {
        Arrays.fill(squares, 1);
        Arrays.fill(shares, 1.0 / RATES.length);
    }

    /** 1 before the first error. */
    public double deviation() {
        double square = 0;
        for (int k = 0; k < RATES.length; k++) {
            square += shares[k] * squares[k];
        }
        return Math.sqrt(Math.max(LEAST_SQUARE, square));
    }

    /** Learns an error, which is finite. */
    public void add(double error) {
        double expected = deviation();
        double square = error * error;
        double sum = 0;
        for (int k = 0; k < RATES.length; k++) {
            double of = squares[k] + LEAST_SQUARE;
            shares[k] *= Math.exp(-Math.min(MOST_LOSS, (Math.log(of) + square / of) / 2));
            sum += shares[k];
        }
        seen++;
        for (int k = 0; k < RATES.length; k++) {
            shares[k] = (1 - SHARE) * shares[k] / sum + SHARE / RATES.length;
            double limited = Math.min(square, MOST * Math.max(squares[k], expected * expected));
            squares[k] += Math.max(RATES[k], 1.0 / (seen + 1)) * (limited - squares[k]);
        }
    }

    /** Writes everything. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        StateArrays.write(squares, out);
        StateArrays.write(shares, out);
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        seen = in.readLong();
        if (StateArrays.read(in, squares) != squares.length || StateArrays.read(in, shares) != shares.length) {
            throw new IOException("state of a scale must have " + squares.length + " rates");
        }
    }
}

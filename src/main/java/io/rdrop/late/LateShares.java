package io.rdrop.late;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often labels come after {@code labels.wait}: of the class of {@code labels.on-timeout}, z, and of all others
 * together. Each count fades by 1 / 5,000 with each label or time-out that it is a share of, so that it follows a
 * stream that changes.
 */
final class LateShares {
    private static final double KEPT = 1 - 1 / 5_000.0;

    /** Labels other than z, in time and later. */
    private double inTime;

    private double later;
    /** Labels z in time, and time-outs that may be z: all but those that were corrected. */
    private double confirmed;

    private double timedOut;

    /** A label came in time. */
    void inTime(boolean isOfTimeout) {
        if (isOfTimeout) {
            confirmed = KEPT * confirmed + 1;
            timedOut *= KEPT;
        } else {
            inTime = KEPT * inTime + 1;
            later *= KEPT;
        }
    }

    /** No label came in time. */
    void timedOut() {
        timedOut = KEPT * timedOut + 1;
        confirmed *= KEPT;
    }

    /** A label other than z came later. */
    void later() {
        later = KEPT * later + 1;
        inTime *= KEPT;
        timedOut = Math.max(0, timedOut - 1);
    }

    /**
     * P(no label in time | not z) / P(no label in time | z), each with one more that came later, so that it is 1 while
     * nothing is known; above 0.
     */
    double odds() {
        double ofOthers = (later + 1) / (inTime + later + 1);
        double ofTimeout = (timedOut + 1) / (confirmed + timedOut + 1);
        return ofOthers / ofTimeout;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(inTime);
        out.writeDouble(later);
        out.writeDouble(confirmed);
        out.writeDouble(timedOut);
    }

    void restore(DataInput in) throws IOException {
        inTime = in.readDouble();
        later = in.readDouble();
        confirmed = in.readDouble();
        timedOut = in.readDouble();
    }
}

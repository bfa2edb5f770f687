package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A sum that carries its rounding error along (Kahan), so that a stream of any length keeps its digits. */
final class CompensatedSum {
    private double sum;
    private double excess;

    void add(double value) {
        double wanted = value - excess;
        double total = sum + wanted;
        excess = total - sum - wanted;
        sum = total;
    }

    double value() {
        return sum;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(sum);
        out.writeDouble(excess);
    }

    static CompensatedSum restore(DataInput in) throws IOException {
        CompensatedSum restored = new CompensatedSum();
        restored.sum = in.readDouble();
        restored.excess = in.readDouble();
        if (!Double.isFinite(restored.sum) || !Double.isFinite(restored.excess)) {
            throw new IOException("scores state is damaged: sum " + restored.sum + ", excess " + restored.excess);
        }
        return restored;
    }
}

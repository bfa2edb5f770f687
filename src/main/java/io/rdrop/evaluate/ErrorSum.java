package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Absolute and squared errors of one predictor, summed up. */
final class ErrorSum {
    private CompensatedSum absolute = new CompensatedSum();
    private CompensatedSum squared = new CompensatedSum();

    void add(double error) {
        absolute.add(error);
        squared.add(error * error);
    }

    /** Mean absolute error; NaN over no example. */
    double mae(long examples) {
        return absolute.value() / examples;
    }

    /** Root mean squared error; NaN over no example. */
    double rmse(long examples) {
        return Math.sqrt(squared.value() / examples);
    }

    /** Sum of the squared errors. */
    double squared() {
        return squared.value();
    }

    void save(DataOutput out) throws IOException {
        absolute.save(out);
        squared.save(out);
    }

    static ErrorSum restore(DataInput in) throws IOException {
        ErrorSum restored = new ErrorSum();
        restored.absolute = CompensatedSum.restore(in);
        restored.squared = CompensatedSum.restore(in);
        if (restored.absolute.value() < 0 || restored.squared.value() < 0) {
            throw new IOException("scores state is damaged: absolute errors of " + restored.absolute.value()
                    + " and squared ones of " + restored.squared.value() + " in all");
        }
        return restored;
    }
}

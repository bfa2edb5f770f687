package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The errors of the last examples, in a ring; summed when read, so that what has passed through leaves no rounding. */
final class ErrorWindow {
    private final Ring ring;
    private double[] targets;
    private double[] models;
    private double[] lastValues;
    private double[] runningMeans;

    ErrorWindow(int window) {
        ring = new Ring(window);
        int capacity = ring.firstCapacity();
        targets = new double[capacity];
        models = new double[capacity];
        lastValues = new double[capacity];
        runningMeans = new double[capacity];
    }

    void add(Errors errors) {
        int capacity = ring.capacity(targets.length);
        if (capacity > targets.length) {
            targets = Arrays.copyOf(targets, capacity);
            models = Arrays.copyOf(models, capacity);
            lastValues = Arrays.copyOf(lastValues, capacity);
            runningMeans = Arrays.copyOf(runningMeans, capacity);
        }
        int at = ring.next();
        targets[at] = errors.target();
        models[at] = errors.model();
        lastValues[at] = errors.lastValue();
        runningMeans[at] = errors.runningMean();
        ring.advance();
    }

    Scores scores() {
        ErrorSums sums = new ErrorSums();
        for (int age = 0; age < ring.size(); age++) {
            sums.add(get(ring.position(age)));
        }
        return sums.scores();
    }

    private Errors get(int at) {
        return new Errors(targets[at], models[at], lastValues[at], runningMeans[at]);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            Errors errors = get(ring.position(age));
            out.writeDouble(errors.target());
            out.writeDouble(errors.model());
            out.writeDouble(errors.lastValue());
            out.writeDouble(errors.runningMean());
        }
    }

    /** Reads errors into an empty window; of more than fit, the newest stay. */
    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < 0) {
            throw new IOException("scores state is damaged: " + saved + " examples in the window");
        }
        for (int i = 0; i < saved; i++) {
            Errors errors = new Errors(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
            if (!(Math.abs(errors.target()) <= Float.MAX_VALUE)
                    || !RegressionEvaluator.isError(errors.model())
                    || !RegressionEvaluator.isError(errors.lastValue())
                    || !RegressionEvaluator.isError(errors.runningMean())) {
                throw new IOException("scores state is damaged: " + errors);
            }
            add(errors);
        }
    }
}

package io.rdrop.learn;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The smallest model that can diverge: y = w x, by gradient descent on squared errors. With |x| = 1 it does at rates
 * above 1.
 */
final class Slope implements TrainableModel {
    private final double rate;
    private final long stateBytes;
    private double factor = 1;
    private double slope;
    private long step;
    private long examples;
    private boolean isClosed;

    Slope(double rate, long stateBytes) {
        this.rate = rate;
        this.stateBytes = stateBytes;
    }

    double slope() {
        return slope;
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public int inputs() {
        return 1;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public void countFrom(long steps, long examplesInThem) {
        step = steps;
        examples = examplesInThem;
    }

    @Override
    public long parameters() {
        return 1;
    }

    @Override
    public long stateBytes() {
        return stateBytes;
    }

    @Override
    public void scaleLearningRate(double newFactor) {
        factor = newFactor;
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        for (int row = 0; row < batch.rows(); row++) {
            predictions[row] = (float) (slope * batch.inputs()[row]);
        }
    }

    @Override
    public UpdateResult update(TensorBatch batch, GradientLimit limit) {
        double gradient = 0;
        for (int row = 0; row < batch.rows(); row++) {
            double x = batch.inputs()[row];
            gradient += 2 * (float) ((slope * x - batch.targets()[row]) * x) / batch.rows();
        }
        boolean applied = Double.isFinite(gradient);
        if (applied) {
            slope -= rate * factor * gradient * limit.scale(Math.abs(gradient));
        }
        step++;
        examples += batch.rows();
        return new UpdateResult(0, 0, 0, 0, rate * factor, Math.abs(gradient), applied);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(step);
        out.writeLong(examples);
        out.writeDouble(slope);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        step = in.readLong();
        examples = in.readLong();
        slope = in.readDouble();
    }

    @Override
    public String stateSha256() {
        return Double.toString(slope);
    }

    @Override
    public void export(OutputStream out) {}

    @Override
    public void close() {
        isClosed = true;
    }
}

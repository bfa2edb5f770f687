package io.rdrop.learn.number;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.mix.KalmanWeights;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Linear regression that forgets: {@link KalmanWeights} of variance 1. Their inputs are 1, the numbers of a row, and
 * earlier targets, at most 128 in all; their target is the standardised one. The noise is a running mean of squared
 * errors, which are cut to three times its root.
 */
public final class Ridge implements NumberLearner {
    private static final int MOST = 128;
    private static final double VARIANCE = 1;
    private static final double CUT = 3;
    private static final double NOISE_RATE = 0.002;
    private static final double LEAST_NOISE = 1e-6;

    private final View view;
    private final int numbers;
    private final int lags;
    private final double[] x;
    private final KalmanWeights filter;
    private double noise;
    private double output;

    /**
     * @param lags earlier targets that it is given at most
     * @param reversion r, above 0 and at most 1
     */
    public Ridge(View view, NumberEncoder encoder, int lags, double reversion) {
        this.view = view;
        numbers = Math.min(MOST - 1, view.shape(encoder).numbers());
        this.lags = Math.min(MOST - 1 - numbers, lags);
        x = new double[1 + numbers + this.lags];
        filter = new KalmanWeights(x.length, VARIANCE, reversion);
        restart();
    }

    @Override
    public void restart() {
        filter.clear();
        noise = 1;
    }

    @Override
    public double predict(NumberRow row) {
        float[] given = view.inputs(row).numbers();
        x[0] = 1;
        for (int i = 0; i < numbers; i++) {
            x[1 + i] = given[i];
        }
        for (int i = 0; i < lags; i++) {
            x[1 + numbers + i] = row.earlier()[i];
        }
        output = filter.output(x);
        return view.decode(row, output);
    }

    @Override
    public Value predict(NumberGraph row) {
        Formula formula = row.formula();
        List<Value> inputs = new ArrayList<>();
        Value given = view.inputs(row).numbers();
        if (given != null && numbers > 0) {
            inputs.add(formula.slice(given, 1, 0, numbers));
        }
        if (lags > 0) {
            inputs.add(formula.slice(row.earlier(), 1, 0, lags));
        }
        Value constant = formula.graph().scalar(filter.weight(0));
        if (inputs.isEmpty()) {
            return view.decode(
                    row, formula.plus(formula.times(row.mean(), formula.graph().scalar(0.0)), constant));
        }
        double[] factors = new double[numbers + lags];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = filter.weight(1 + i);
        }
        Value product = formula.product(
                formula.toDouble(formula.join(1, inputs)), formula.graph().constant(factors, factors.length, 1));
        return view.decode(row, formula.plus(product, constant));
    }

    @Override
    public void learn(NumberRow row, double target, double weight) {
        double z = view.encode(row, target);
        if (Double.isNaN(z)) {
            return;
        }
        double reach = CUT * Math.sqrt(noise);
        double error = Math.max(-reach, Math.min(reach, z - output));
        filter.learn(x, error, noise / weight); // an error seen w times has a w-th of the variance
        noise = Math.max(LEAST_NOISE, noise + NOISE_RATE * (error * error - noise));
    }

    @Override
    public long bytes() {
        return (long) Double.BYTES * x.length * (x.length + 1);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(noise);
        filter.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        noise = in.readDouble();
        filter.restore(in);
    }
}

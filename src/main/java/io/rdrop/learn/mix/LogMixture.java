package io.rdrop.learn.mix;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.Logarithm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A mixture in the logarithm whose weights follow the labels by an extended Kalman filter. With p_i the probabilities
 * of member i and L_ik = ln max(p_ik, 1e-4):
 *
 * <pre>
 *   u = softmax_k(sum_i w_i L_ik)
 * </pre>
 *
 * The weights are thought to wander around 1 / members with variance 0.04: before each label they and their covariance
 * P go back towards that by r, 2e-4 if nothing else is said. Then, with L_k the vector of L_ik over i and Lbar = sum_k
 * u_k L_k,
 *
 * <pre>
 *   h_k = sqrt(u_k) (L_k - Lbar),   P -= P h_k h_k' P / (1 + h_k' P h_k)  for each class with u_k &gt; 0.003
 *   w += P (L_label - Lbar)
 * </pre>
 *
 * which is the Newton step of the log-loss, its Hessian being sum_k h_k h_k'. Weights may be negative. Of a row that
 * counts v times, gradient and Hessian are multiplied by v.
 */
public final class LogMixture {
    private static final float LEAST = 1e-4f;
    private static final double VARIANCE = 0.04;
    private static final double REVERSION = 2e-4;
    private static final double LEAST_SHARE = 3e-3;

    private final double reversion;
    private final int members;
    private final int classes;
    private final double[] weights;
    /** [members, members] */
    private final double[] covariance;
    /** [classes, members] */
    private final double[] logs;

    private final double[] shares;
    private final double[] mean;
    private final double[] direction;
    private final double[] product;

    public LogMixture(int members, int classes) {
        this(members, classes, REVERSION);
    }

    /** @param reversion r, at least 0 and less than 1 */
    public LogMixture(int members, int classes, double reversion) {
        this.reversion = reversion;
        this.members = members;
        this.classes = classes;
        weights = new double[members];
        covariance = new double[members * members];
        logs = new double[classes * members];
        shares = new double[classes];
        mean = new double[members];
        direction = new double[members];
        product = new double[members];
        Arrays.fill(weights, 1.0 / members);
        for (int i = 0; i < members; i++) {
            covariance[i * members + i] = VARIANCE;
        }
    }

    /**
     * Mixes what the members predict of a row.
     *
     * @param predictions [members][classes], float32, finite
     * @param mixed [classes], float32, written
     */
    public void mix(float[][] predictions, float[] mixed) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            double sum = 0;
            for (int i = 0; i < members; i++) {
                double log = Logarithm.ln(Math.max(predictions[i][k], LEAST));
                logs[k * members + i] = log;
                sum += weights[i] * log;
            }
            shares[k] = sum;
            max = Math.max(max, sum);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            shares[k] = Math.exp(shares[k] - max);
            sum += shares[k];
        }
        for (int k = 0; k < classes; k++) {
            shares[k] /= sum;
            mixed[k] = (float) shares[k];
        }
    }

    /**
     * The same in a graph.
     *
     * @param predictions of the members, each [rows, classes] float32; what is not finite counts as uniform
     * @return [rows, classes] float32
     */
    public Value mix(Formula formula, List<Value> predictions) {
        Graph graph = formula.graph();
        List<Value> each = predictions.stream()
                .map(prediction -> formula.unsqueeze(prediction, 0))
                .toList();
        Value all = formula.join(0, each);
        Value difference = formula.minus(formula.sum(all, 2), formula.sum(all, 2));
        Value isFinite = formula.equal(difference, graph.scalar(0f));
        Value usable = formula.where(isFinite, all, graph.scalar(1f / classes));
        Value logs = graph.op("Log", formula.toDouble(formula.max(usable, graph.scalar(LEAST))));
        Value weighted = formula.times(logs, graph.constant(weights.clone(), members, 1, 1));
        return formula.toFloat(formula.softmax(formula.sumAway(weighted, 0)));
    }

    /** Learns the label of the row that was mixed last, which counts once. */
    public void learn(int label) {
        learn(label, 1);
    }

    /**
     * Learns the label of the row that was mixed last.
     *
     * @param times how often it counts, above 0
     */
    public void learn(int label, double times) {
        revert();
        for (int i = 0; i < members; i++) {
            mean[i] = 0;
            for (int k = 0; k < classes; k++) {
                mean[i] += shares[k] * logs[k * members + i];
            }
        }
        for (int k = 0; k < classes; k++) {
            if (shares[k] > LEAST_SHARE) {
                shrink(k, times);
            }
        }
        for (int i = 0; i < members; i++) {
            direction[i] = logs[label * members + i] - mean[i];
        }
        multiply();
        for (int i = 0; i < members; i++) {
            weights[i] += times * product[i];
        }
    }

    private void revert() {
        double keep = 1 - reversion;
        for (int i = 0; i < members; i++) {
            weights[i] = 1.0 / members + keep * (weights[i] - 1.0 / members);
        }
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] *= keep * keep;
        }
        for (int i = 0; i < members; i++) {
            covariance[i * members + i] += (1 - keep * keep) * VARIANCE;
        }
    }

    private void shrink(int k, double times) {
        double root = Math.sqrt(times * shares[k]);
        for (int i = 0; i < members; i++) {
            direction[i] = root * (logs[k * members + i] - mean[i]);
        }
        multiply();
        double variance = 1;
        for (int i = 0; i < members; i++) {
            variance += direction[i] * product[i];
        }
        for (int i = 0; i < members; i++) {
            double factor = product[i] / variance;
            int row = i * members;
            for (int j = 0; j < members; j++) {
                covariance[row + j] -= factor * product[j];
            }
        }
    }

    /** product = P direction; P is symmetric, so that its rows can be added up. */
    private void multiply() {
        Arrays.fill(product, 0);
        for (int i = 0; i < members; i++) {
            double factor = direction[i];
            int row = i * members;
            for (int j = 0; j < members; j++) {
                product[j] += factor * covariance[row + j];
            }
        }
    }

    /**
     * Goes on from a mixture of other members. What those that left had is shared out among those that stay, see
     * {@link Heirs}; a new one begins with weight r, taken from the others in proportion, and the variance of a weight
     * that nothing is known of, so that it may soon have more.
     *
     * @param places of each member, where it was in that mixture; {@link Heirs#NEW} for one that is new
     */
    public void follow(LogMixture before, int[] places) {
        double[] handedOn = Heirs.weights(before.weights, places);
        int newcomers = Heirs.newcomers(places);
        if (newcomers == members) {
            return; // nobody whom it could go on from
        }
        double keep = Math.max(0, 1 - newcomers * reversion);
        Arrays.fill(covariance, 0);
        for (int i = 0; i < members; i++) {
            boolean isNew = places[i] == Heirs.NEW;
            weights[i] = isNew ? reversion : keep * handedOn[i];
            covariance[i * members + i] = VARIANCE;
            for (int j = 0; j < members && !isNew; j++) {
                if (places[j] != Heirs.NEW) {
                    covariance[i * members + j] = before.covariance[places[i] * before.members + places[j]];
                }
            }
        }
    }

    /** The weight of a member in the logarithm; may be negative. */
    public double weight(int member) {
        return weights[member];
    }

    /** Writes weights and covariance. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(members);
        for (double weight : weights) {
            out.writeDouble(weight);
        }
        for (double value : covariance) {
            out.writeDouble(value);
        }
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is of another number of members
     */
    public void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved != members) {
            throw new IOException("mixture state must have " + members + " members but had " + saved);
        }
        for (int i = 0; i < members; i++) {
            weights[i] = in.readDouble();
        }
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] = in.readDouble();
        }
    }
}

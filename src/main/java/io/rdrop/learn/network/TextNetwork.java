package io.rdrop.learn.network;

import io.rdrop.config.DropoutSampling;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.text.TermRow;
import io.rdrop.learn.text.TextGraph;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A network over the terms of texts: their rows add up to the logits, or to a hidden layer without activation, on which
 * dropout acts, between them and the logits. With R-Drop the hidden layer goes on twice or more often, and the step
 * follows {@link RDropObjective}, divided by the number of passes.
 *
 * <p>Rows begin at 0, so that a term that was never learned says nothing; weights behind the hidden layer begin as
 * N(0, 2 / units).
 */
public final class TextNetwork implements RowLearner<TermRow> {
    private final TextNetworkSpec spec;
    private final long seed;
    private final int units;
    private final int classes;
    private final StepRule rule;
    final TermWeights terms;
    /** [classes, units] */
    final Weights output;

    private final Weights bias;
    private final DropoutCounter masks;
    private final RDropObjective objective;
    private final RDropObjective plainObjective;
    /** Of a step with R-Drop, and of the last step. */
    private final int most;

    private int passes;
    /** [units], or [classes] without a hidden layer. */
    private final float[] sum;

    private final float[] sumGradient;
    /** [passes][units] */
    private final float[][] mask;

    private final float[][] hidden;
    private final float[] passGradient;
    private final float[] rowGradient;
    private final float[] logits;
    private final float[] logitGradient;
    private final double[] targets = new double[1];
    private final double[] weights = new double[1];
    private LossTerms loss = new LossTerms(0, 0, 0);
    private long updates;
    private long restarts;

    /** @param classes at least 2 */
    public TextNetwork(TextNetworkSpec spec, int classes, long seed) {
        this.spec = spec;
        this.seed = seed;
        this.classes = classes;
        units = spec.units();
        rule = StepRule.adaGrad((float) spec.rate());
        int width = units > 0 ? units : classes;
        terms = new TermWeights(width, spec.rate());
        output = new Weights(units > 0 ? classes : 0, units, rule);
        bias = new Weights(1, classes, rule);
        most = spec.passes();
        passes = most;
        masks = new DropoutCounter(seed, most, spec.passing().ratesOfPasses(), DropoutSampling.PER_EXAMPLE);
        objective = new RDropObjective(most, Reduction.SUM, 0);
        plainObjective = new RDropObjective(1, Reduction.SUM, 0);
        sum = new float[width];
        sumGradient = new float[width];
        mask = new float[most][units];
        hidden = new float[most][units];
        passGradient = new float[units];
        rowGradient = new float[classes];
        logits = new float[most * classes];
        logitGradient = new float[logits.length];
        draw();
    }

    private void draw() {
        output.draw(new Random(CounterRandom.bits(seed, restarts, 0)), classes, Math.sqrt(2.0 / Math.max(1, units)));
    }

    @Override
    public void predict(TermRow row, float[] probabilities) {
        terms.forward(row.terms(), sum);
        logits(sum, 0);
        NetworkLearner.softmax(logits, probabilities);
    }

    @Override
    public Value predict(RowGraph row) {
        Formula formula = row.formula();
        Graph graph = formula.graph();
        Value layer = terms.forward(TextGraph.of(row));
        if (units > 0) {
            float[] transposed = new float[units * classes];
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < units; i++) {
                    transposed[i * classes + c] = output.values[c][i];
                }
            }
            layer = formula.product(layer, graph.constant(transposed, units, classes));
        }
        return formula.softmax(formula.plus(layer, graph.constant(bias.values[0].clone(), 1, classes)));
    }

    private void logits(float[] layer, int from) {
        for (int c = 0; c < classes; c++) {
            float logit = units > 0 ? Vectors.dot(output.values[c], layer, units) : layer[c];
            logits[from + c] = bias.values[0][c] + logit;
        }
    }

    @Override
    public void learn(TermRow row, int label, double weight) {
        if (!Double.isFinite(loss(label, weight))) {
            return;
        }
        float mean = 1f / passes;
        for (int i = 0; i < passes * classes; i++) {
            logitGradient[i] *= mean;
        }
        for (int c = 0; c < classes; c++) {
            rowGradient[c] = logitGradient[c];
            for (int p = 1; p < passes; p++) {
                rowGradient[c] += logitGradient[p * classes + c];
            }
        }
        bias.gradient(rowGradient);
        bias.step(0, 1);
        if (units > 0) {
            backpropagate();
        } else {
            System.arraycopy(rowGradient, 0, sumGradient, 0, classes);
        }
        terms.step(row.terms(), sumGradient);
    }

    /** Of the text that was predicted last, of weight 1. */
    double loss(int label) {
        return loss(label, 1);
    }

    /** Of the text that was predicted last, times its weight; its gradient is then known. */
    private double loss(int label, double weight) {
        passes = spec.passing().at(updates, spec.alpha());
        forwardPasses(passes, updates);
        updates++;
        targets[0] = label;
        weights[0] = weight;
        boolean isPlain = passes < most;
        loss = (isPlain ? plainObjective : objective)
                .evaluate(logits, 1, classes, targets, null, weights, isPlain ? 0 : spec.alpha(), logitGradient);
        return loss.loss() / passes;
    }

    /** Of the sum of the text's rows, with the masks of an update. */
    private void forwardPasses(int count, long step) {
        for (int p = 0; p < count && units > 0; p++) {
            System.arraycopy(sum, 0, hidden[p], 0, units);
            if (spec.dropout() > 0) {
                masks.step(step);
                masks.fill(0, 1 - spec.dropout(), p, 1, units, mask[p], 0);
                Vectors.multiply(hidden[p], mask[p], hidden[p], units);
                logits(hidden[p], p * classes);
            }
        }
    }

    @Override
    public OptionalDouble divergence(TermRow row, long step) {
        if (spec.alpha() == 0) {
            return OptionalDouble.empty();
        }
        terms.forward(row.terms(), sum);
        forwardPasses(most, step);
        targets[0] = Double.NaN;
        return OptionalDouble.of(objective
                .evaluate(logits, 1, classes, targets, null, spec.alpha(), null)
                .consistency());
    }

    /** Moves the weights behind the hidden layer, after they have passed the gradient on to {@link #sumGradient}. */
    private void backpropagate() {
        for (int p = 0; p < passes; p++) {
            float[] into = p == 0 ? sumGradient : passGradient;
            Vectors.scale(logitGradient[p * classes], output.values[0], into, units);
            for (int c = 1; c < classes; c++) {
                Vectors.add(logitGradient[p * classes + c], output.values[c], into, units);
            }
            if (spec.dropout() > 0) {
                Vectors.multiply(into, mask[p], into, units);
            }
            if (p > 0) {
                Vectors.add(1, passGradient, sumGradient, units);
            }
        }
        float squares = Vectors.dot(logitGradient, logitGradient, passes * classes);
        if (passes > 2) {
            output.gradients(hidden, squares);
            for (int c = 0; c < classes; c++) {
                output.step(c, logitGradient, c, classes);
            }
            return;
        }
        int ofLast = (passes - 1) * classes;
        output.gradients(hidden[0], hidden[passes - 1], squares);
        for (int c = 0; c < classes; c++) {
            output.step(c, logitGradient[c], logitGradient[ofLast + c]);
        }
    }

    @Override
    public void restart() {
        restarts++;
        terms.clear();
        bias.draw(new Random(0), 0, 0);
        draw();
    }

    @Override
    public @Nullable LossTerms terms() {
        return spec.alpha() > 0 ? loss : null;
    }

    @Override
    public long parameters() {
        return terms.size() + output.size() + bias.size();
    }

    @Override
    public long bytes() {
        return Float.BYTES * (terms.size() + output.size() + bias.size());
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(updates);
        out.writeLong(restarts);
        terms.save(out);
        output.save(out);
        bias.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        updates = in.readLong();
        restarts = in.readLong();
        terms.restore(in);
        output.restore(in);
        bias.restore(in);
    }
}

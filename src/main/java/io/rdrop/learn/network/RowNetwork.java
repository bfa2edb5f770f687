package io.rdrop.learn.network;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.Entries;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableInputs.Kind;
import io.rdrop.learn.table.TableShape;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Objective;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Two hidden ReLU layers of one width between sparse inputs and logits, updated after each row. With R-Drop a row goes
 * through twice, behind first weights that both passes share. The step follows the objective, divided by the number of
 * passes, so that its size does not depend on them. It moves the rows of weights whose inputs are not 0.
 *
 * <p>Weights start as N(0, 2 / n), n being the inputs that are not 0 (He et al. 2015).
 */
final class RowNetwork {
    /**
     * Below this, a step would be all noise: where classes are easy, most rows are such, and most of the time is saved.
     */
    private static final float LEAST_GRADIENT = 0.01f;

    private final NetworkSpec spec;
    private final TableShape shape;
    private final long seed;
    private final int units;
    private final int classes;
    private final int inputs;
    private final StepRule rule;
    private final Weights first;
    private final Weights second;
    /** [classes, units], unlike the others by output. */
    private final Weights output;

    private final Weights outputBias;
    private final DropoutCounter masks;
    private final Objective objective;
    /** Without dropout. */
    private final Objective cleanObjective;

    private final double outputScale;
    private final float leastGradient;
    private final Pass clean;
    private final Pass[] passes;

    private int[] indices = new int[64];
    private float[] values = new float[64];
    private int count;
    private final FirstLayer layer;
    /** Of what the first weights give. */
    private final float[] layerGradient;

    private final float[] logits;
    private final float[] logitGradient;
    private final float[] biasGradient;
    /** Of each active unit of the first layer. */
    private final float[] dots;

    private final double[] targets = new double[1];
    private final double[] rowWeights = new double[1];
    private LossTerms terms = new LossTerms(0, 0, 0);
    private long updates;
    private long restarts;

    /** For classes. */
    RowNetwork(NetworkSpec spec, TableShape shape, long seed) {
        this(spec, shape, seed, passes -> new RDropObjective(passes, Reduction.SUM, 0), 1, LEAST_GRADIENT);
    }

    /**
     * @param objectives of so many passes, summed over them
     * @param outputScale by which the first weights of the output are less than others
     * @param leastGradient nothing is learned of a row all whose outputs have gradients below it
     */
    RowNetwork(
            NetworkSpec spec,
            TableShape shape,
            long seed,
            IntFunction<Objective> objectives,
            double outputScale,
            float leastGradient) {
        this.spec = spec;
        this.shape = shape;
        this.seed = seed;
        units = spec.units();
        classes = shape.classes();
        inputs = shape.numbers()
                + shape.slots()
                + spec.lags() * classes
                + (spec.averages() ? 2 * classes : 0)
                + (spec.knots() ? new TableInputs(shape).of(Kind.KNOTS).width() : 0);
        rule = StepRule.of(spec);
        first = new Weights(inputs + 1, units, rule);
        second = new Weights(units + 1, units, rule);
        output = new Weights(classes, units, rule);
        outputBias = new Weights(1, classes, rule);
        masks = new DropoutCounter(seed, spec.passes());
        this.objective = objectives.apply(spec.passes());
        cleanObjective = objectives.apply(1);
        this.outputScale = outputScale;
        this.leastGradient = leastGradient;
        clean = new Pass(units, spec.layerNorm());
        passes = new Pass[spec.passes()];
        for (int i = 0; i < passes.length; i++) {
            passes[i] = spec.dropout() > 0 ? new Pass(units, spec.layerNorm()) : clean;
        }
        layer = new FirstLayer(units, spec.layerNorm());
        layerGradient = new float[units];
        logits = new float[spec.passes() * classes];
        logitGradient = new float[logits.length];
        biasGradient = new float[classes];
        dots = new float[units];
        draw();
    }

    private void draw() {
        Random random = new Random(CounterRandom.bits(seed, restarts, 0));
        int nonZero = shape.numbers() + shape.categories() + spec.lags() + (spec.knots() ? 2 * shape.numbers() : 0);
        first.draw(random, inputs, Math.sqrt(2.0 / Math.max(1, nonZero)));
        second.draw(random, units, Math.sqrt(2.0 / units));
        output.draw(random, classes, outputScale * Math.sqrt(2.0 / units));
        outputBias.draw(random, 0, 0);
    }

    /** Of the last update. */
    LossTerms terms() {
        return terms;
    }

    long parameters() {
        return first.size() + second.size() + output.size() + outputBias.size();
    }

    /** Of the state. */
    long bytes() {
        return Float.BYTES * parameters();
    }

    /** Begins anew, with other weights. */
    void restart() {
        restarts++;
        draw();
    }

    /** Computes the logits of a row, without dropout; valid until the next call of any method. */
    float[] forward(TableInputs row) {
        take(row);
        layer.forward(first, count, indices, values, inputs);
        clean.forward(layer, second);
        logits(clean, 0);
        return logits;
    }

    /** The same in a graph: [rows, classes] float32. */
    Value forward(TableGraph row) {
        Formula formula = row.formula();
        Value x = row.inputs(spec.lags(), spec.averages(), spec.knots());
        Value one = formula.relu(layer(formula, x, first));
        Value two = formula.relu(layer(formula, one, second));
        float[] transposed = new float[units * classes];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < units; i++) {
                transposed[i * classes + c] = output.values[c][i];
            }
        }
        Value product = formula.product(two, formula.graph().constant(transposed, units, classes));
        return formula.plus(product, formula.graph().constant(outputBias.values[0].clone(), 1, classes));
    }

    /** Before its ReLU. */
    private Value layer(Formula formula, Value x, Weights weights) {
        int rows = weights.values.length - 1;
        float[] matrix = new float[rows * units];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(weights.values[i], 0, matrix, i * units, units);
        }
        Value product = formula.product(x, formula.graph().constant(matrix, rows, units));
        Value sum = formula.plus(product, formula.graph().constant(weights.values[rows].clone(), 1, units));
        return spec.layerNorm() ? Normalisation.forward(formula, sum) : sum;
    }

    private void take(TableInputs row) {
        count = 0;
        take(row.of(Kind.COLUMNS), 0, Integer.MAX_VALUE);
        int offset = shape.numbers() + shape.slots();
        take(row.of(Kind.LAGS), offset, spec.lags() * classes);
        offset += spec.lags() * classes;
        if (spec.averages()) {
            take(row.of(Kind.AVERAGES), offset, Integer.MAX_VALUE);
            offset += 2 * classes;
        }
        if (spec.knots()) {
            take(row.of(Kind.KNOTS), offset, Integer.MAX_VALUE);
        }
    }

    private void take(Entries entries, int offset, int limit) {
        if (count + entries.count() > indices.length) {
            indices = Arrays.copyOf(indices, 2 * (count + entries.count()));
            values = Arrays.copyOf(values, indices.length);
        }
        for (int i = 0; i < entries.count() && entries.index(i) < limit; i++) {
            indices[count] = offset + entries.index(i);
            values[count] = entries.value(i);
            count++;
        }
    }

    private void logits(Pass pass, int from) {
        for (int c = 0; c < classes; c++) {
            logits[from + c] = outputBias.values[0][c] + Vectors.dot(output.values[c], pass.second, units);
        }
    }

    /** One update of weight 1. */
    double learn(double target) {
        return learn(target, 1);
    }

    /**
     * One update towards the target of the row that went {@link #forward} last. Nothing is learned of a row that is
     * known, whose outputs without dropout have small gradients.
     *
     * @param weight above 0: what loss and gradient are multiplied by
     * @return its loss before the update; if it is not finite, nothing was learned
     */
    double learn(double target, double weight) {
        targets[0] = target;
        rowWeights[0] = weight;
        double loss = cleanObjective
                .evaluate(logits, 1, classes, targets, null, rowWeights, 0, logitGradient)
                .loss();
        terms = new LossTerms(passes.length * loss, 0, passes.length * loss);
        if (Double.isFinite(loss) && !isKnown()) {
            loss = spec.dropout() > 0 ? lossOfPasses() : loss;
            if (Double.isFinite(loss)) {
                backpropagate();
                step();
            }
        }
        updates++;
        return loss;
    }

    private boolean isKnown() {
        for (int c = 0; c < classes; c++) {
            if (Math.abs(logitGradient[c]) >= leastGradient) {
                return false;
            }
        }
        return true;
    }

    /** Leaves its gradient in {@link #logitGradient}. */
    private double lossOfPasses() {
        forwardPasses(updates);
        terms = objective.evaluate(logits, 1, classes, targets, null, rowWeights, spec.alpha(), logitGradient);
        float mean = 1f / passes.length;
        for (int i = 0; i < logitGradient.length; i++) {
            logitGradient[i] *= mean;
        }
        return terms.loss() / passes.length;
    }

    /** All passes, with dropout, of the row that went {@link #forward} last. */
    private void forwardPasses(long step) {
        masks.step(step);
        for (int i = 0; i < passes.length; i++) {
            passes[i].forward(layer, second, masks, 1 - spec.dropout(), i);
            logits(passes[i], i * classes);
        }
    }

    /**
     * How far the passes of a row are apart, with the masks of an update: the consistency of its terms. Learns nothing;
     * a row is to go {@link #forward} again before it is learned.
     */
    double divergence(TableInputs row, long step) {
        forward(row);
        forwardPasses(step);
        targets[0] = Double.NaN;
        return objective
                .evaluate(logits, 1, classes, targets, null, spec.alpha(), null)
                .consistency();
    }

    private void backpropagate() {
        for (int p = 0; p < passes.length; p++) {
            float[] gradient = passes[p].gradient;
            Vectors.scale(logitGradient[p * classes], output.values[0], gradient, units);
            for (int c = 1; c < classes; c++) {
                Vectors.add(logitGradient[p * classes + c], output.values[c], gradient, units);
            }
            passes[p].backward();
        }
    }

    /** Moves all weights; those of the second layer as soon as they have passed the gradient on. */
    private void step() {
        Pass one = passes[0];
        Pass last = passes[passes.length - 1];
        int ofLast = logitGradient.length - classes;
        output.gradients(one.second, last.second, Vectors.dot(logitGradient, logitGradient, logitGradient.length));
        for (int c = 0; c < classes; c++) {
            output.step(c, logitGradient[c], logitGradient[ofLast + c]);
            biasGradient[c] = logitGradient[c] + (ofLast > 0 ? logitGradient[ofLast + c] : 0);
        }
        outputBias.gradient(biasGradient);
        outputBias.step(0, 1);
        passBack();
        second.gradients(one.gradient, last.gradient, 1);
        second.step(layer.active, layer.activeCount, one.given, last.given);
        second.step(units, 1, 1);
        layer.backward(layerGradient);
        first.gradient(layerGradient);
        first.step(indices, count, values);
        first.step(inputs, 1);
    }

    /** Sums the gradients of what leaves the first layer over the passes. */
    private void passBack() {
        Arrays.fill(layerGradient, 0);
        for (Pass pass : passes) {
            Vectors.dots(second.values, layer.active, layer.activeCount, pass.gradient, dots, units);
            for (int n = 0; n < layer.activeCount; n++) {
                int unit = layer.active[n];
                layerGradient[unit] += pass.firstGate[unit] * dots[n];
            }
        }
    }

    /** Updates so far, those that were not applied too. */
    long updates() {
        return updates;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(updates);
        out.writeLong(restarts);
        for (Weights weights : weights()) {
            weights.save(out);
        }
    }

    void restore(DataInput in) throws IOException {
        updates = in.readLong();
        restarts = in.readLong();
        for (Weights weights : weights()) {
            weights.restore(in);
        }
    }

    /** Of the first layer, the second, the output, and its biases; the last row of the first two is their biases. */
    List<Weights> weights() {
        return List.of(first, second, output, outputBias);
    }
}

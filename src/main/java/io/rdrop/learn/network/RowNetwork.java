package io.rdrop.learn.network;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.Entries;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableInputs.Kind;
import io.rdrop.learn.table.TableShape;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Two hidden ReLU layers of one width between sparse inputs and logits, updated after each row. With R-Drop a row goes through
 * twice, behind first weights that both passes share, and the loss is the mean cross-entropy of the passes plus alpha times
 * their divergence ({@link RDropObjective}): the size of a step does not depend on the number of passes. A step moves the rows
 * of weights whose inputs are not 0.
 *
 * <p>Weights start as N(0, 2 / n), n being the inputs that are not 0 (He et al. 2015).
 */
final class RowNetwork {
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
    private final RDropObjective objective;
    private final Pass clean;
    private final Pass[] passes;

    private int[] indices = new int[64];
    private float[] values = new float[64];
    private int count;
    /** What the first weights make of the row, and its gradient. */
    private final float[] before;

    private final float[] beforeGradient;
    private float beforeScale = 1;
    private final float[] logits;
    private final float[] logitGradient;
    private final float[] rowGradient;
    private final int[] labels = new int[1];
    private long updates;
    private long restarts;

    RowNetwork(NetworkSpec spec, TableShape shape, long seed) {
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
        objective = new RDropObjective(spec.passes(), Reduction.SUM, 0);
        clean = new Pass(units, spec.layerNorm());
        passes = new Pass[spec.passes()];
        for (int i = 0; i < passes.length; i++) {
            passes[i] = spec.dropout() > 0 ? new Pass(units, spec.layerNorm()) : clean;
        }
        before = new float[units];
        beforeGradient = new float[units];
        logits = new float[spec.passes() * classes];
        logitGradient = new float[logits.length];
        rowGradient = new float[Math.max(units, classes)];
        draw();
    }

    private void draw() {
        Random random = new Random(CounterRandom.bits(seed, restarts, 0));
        int nonZero = shape.numbers()
                + shape.categories()
                + spec.lags()
                + (spec.knots() ? 2 * shape.numbers() : 0);
        first.draw(random, inputs, Math.sqrt(2.0 / Math.max(1, nonZero)));
        second.draw(random, units, Math.sqrt(2.0 / units));
        output.draw(random, classes, Math.sqrt(2.0 / units));
        outputBias.draw(random, 0, 0);
    }

    /** Begins anew, with other weights. */
    void restart() {
        restarts++;
        draw();
    }

    /** Computes the logits of a row, without dropout; valid until the next call of any method. */
    float[] forward(TableInputs row) {
        take(row);
        firstLayer();
        clean.forward(before, second);
        logits(clean, 0);
        return logits;
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

    private void firstLayer() {
        System.arraycopy(first.values, inputs * units, before, 0, units);
        int even = count & ~1;
        for (int i = 0; i < even; i += 2) {
            Vectors.add(
                    values[i], indices[i] * units, values[i + 1], indices[i + 1] * units, first.values, before, units);
        }
        if (even < count) {
            Vectors.add(values[even], first.values, indices[even] * units, before, units);
        }
        if (spec.layerNorm()) {
            beforeScale = Normalisation.forward(before, units);
        }
    }

    private void logits(Pass pass, int from) {
        for (int c = 0; c < classes; c++) {
            logits[from + c] = outputBias.values[c] + Vectors.dot(output.values, c * units, pass.two.after, units);
        }
    }

    /**
     * One update towards the label of the row that went {@link #forward} last.
     *
     * @return its loss before the update; if it is not finite, nothing was learned
     */
    double learn(int label) {
        double loss = backpropagate(label);
        if (Double.isFinite(loss)) {
            step();
        }
        return loss;
    }

    private double backpropagate(int label) {
        if (spec.dropout() > 0) {
            masks.step(updates);
            for (int i = 0; i < passes.length; i++) {
                passes[i].forward(before, second, masks, 1 - spec.dropout(), i);
                logits(passes[i], i * classes);
            }
        }
        updates++;
        labels[0] = label;
        double summed = objective
                .evaluate(logits, 1, classes, labels, null, passes.length * spec.alpha(), logitGradient)
                .loss();
        float mean = 1f / passes.length;
        for (int i = 0; i < logitGradient.length; i++) {
            logitGradient[i] *= mean;
        }
        for (int p = 0; p < passes.length; p++) {
            Activations two = passes[p].two;
            Vectors.scale(logitGradient[p * classes], output.values, two.gradient, units);
            for (int c = 1; c < classes; c++) {
                Vectors.add(logitGradient[p * classes + c], output.values, c * units, two.gradient, units);
            }
            passes[p].backward();
        }
        return summed / passes.length;
    }

    /** Moves all weights; those of the second layer as soon as they have passed the gradient on. */
    private void step() {
        for (int c = 0; c < classes; c++) {
            Vectors.scale(logitGradient[c], passes[0].two.after, rowGradient, units);
            for (int p = 1; p < passes.length; p++) {
                Vectors.add(logitGradient[p * classes + c], passes[p].two.after, 0, rowGradient, units);
            }
            output.step(c, rowGradient, rule);
        }
        for (int c = 0; c < classes; c++) {
            rowGradient[c] = logitGradient[c];
            for (int p = 1; p < passes.length; p++) {
                rowGradient[c] += logitGradient[p * classes + c];
            }
        }
        outputBias.step(0, rowGradient, rule);
        for (int i = 0; i < units; i++) {
            beforeGradient[i] = 0;
            stepSecond(i);
        }
        System.arraycopy(passes[0].two.gradient, 0, rowGradient, 0, units);
        for (int p = 1; p < passes.length; p++) {
            Vectors.add(1, passes[p].two.gradient, 0, rowGradient, units);
        }
        second.step(units, rowGradient, rule);
        stepFirst();
    }

    /** The weights of what a unit of the first layer gives to the second, if it gives anything. */
    private void stepSecond(int unit) {
        boolean gives = false;
        for (Pass pass : passes) {
            float gate = pass.one.gate[unit];
            if (gate != 0) {
                beforeGradient[unit] += gate * Vectors.dot(second.values, unit * units, pass.two.gradient, units);
                if (gives) {
                    Vectors.add(pass.one.after[unit], pass.two.gradient, 0, rowGradient, units);
                } else {
                    Vectors.scale(pass.one.after[unit], pass.two.gradient, rowGradient, units);
                }
                gives = true;
            }
        }
        if (gives) {
            second.step(unit, rowGradient, rule);
        }
    }

    private void stepFirst() {
        if (spec.layerNorm()) {
            Normalisation.backward(beforeGradient, before, beforeScale, units);
        }
        for (int i = 0; i < count; i++) {
            Vectors.scale(values[i], beforeGradient, rowGradient, units);
            first.step(indices[i], rowGradient, rule);
        }
        first.step(inputs, beforeGradient, rule);
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

package io.rdrop.engine.dense;

import java.util.List;

/** Gradient, optimiser state and parameters in one go over memory, block by block. */
public final class PlannedOptimiser {
    /** Values that are in the first-level cache while they are worked on. */
    private static final int BLOCK = 2048;

    private final NativeFloats parameters;
    private final NativeFloats gradient;
    private final NativeFloats moved;
    private final List<Run> runs;
    private final float[] p = new float[BLOCK];
    private final float[] g = new float[BLOCK];
    private final float[][] states = new float[3][BLOCK];

    /**
     * Parameters that one optimiser moves, from..to - 1.
     *
     * @param first first parameter that it moves itself; those before it have another mover
     * @param state optimiser state of all these parameters and no others: blocks of to - from values; empty for a rule
     *     without state
     * @param penalties how parts of it are kept small, in order, without gaps
     */
    public record Run(
            int from,
            int first,
            int to,
            UpdateRule rule,
            NativeFloats state,
            Schedule learningRate,
            List<Penalty> penalties) {}

    /**
     * How some parameters are kept small.
     *
     * @param to after the last one; the first is where the penalty before it ends
     * @param before times the parameters is added to the gradients before the optimiser
     * @param after times the parameters is subtracted from them beside the optimiser's step
     */
    public record Penalty(int to, Schedule before, Schedule after) {}

    /** The runs cover all parameters, in order; only the first may leave some of its own to another mover. */
    public PlannedOptimiser(NativeFloats parameters, NativeFloats gradient, List<Run> runs) {
        this.parameters = parameters;
        this.gradient = gradient;
        this.runs = List.copyOf(runs);
        int first = runs.get(0).first;
        this.moved = gradient.part(first, (int) gradient.length() - first);
        for (Run run : runs) {
            int expected = (run.to - run.from) * run.rule.states();
            if (run.state.length() != expected) {
                throw new IllegalArgumentException("optimiser state of parameters " + run.from + " to " + run.to
                        + " must have " + expected + " values but has " + run.state.length());
            }
        }
    }

    /** Sum of squares of the gradient of what it moves; NaN or infinite if any value is. */
    public double gradientSquares() {
        return moved.squares(g);
    }

    /** One step after so many updates and epochs: gradient times scale, step sizes times rate. */
    public void step(double scale, double rate, int iteration, int epoch) {
        for (Run run : runs) {
            run.rule.begin(rate * run.learningRate.at(iteration, epoch), iteration, epoch);
            int from = run.first;
            for (Penalty penalty : run.penalties) {
                float before = (float) penalty.before.at(iteration, epoch);
                float after = (float) (rate * penalty.after.at(iteration, epoch));
                for (; from < penalty.to; from += BLOCK) {
                    block(run, from, Math.min(BLOCK, penalty.to - from), (float) scale, before, after);
                }
                from = Math.max(run.first, penalty.to);
            }
        }
    }

    private void block(Run run, int from, int count, float scale, float before, float after) {
        gradient.get(from, g, 0, count);
        parameters.get(from, p, 0, count);
        int length = run.to - run.from;
        int kinds = run.rule.states();
        for (int kind = 0; kind < kinds; kind++) {
            run.state.get(kind * length + from - run.from, states[kind], 0, count);
        }
        if (scale != 1) {
            for (int i = 0; i < count; i++) {
                g[i] *= scale;
            }
        }
        if (before != 0) {
            addScaled(p, before, g, count);
        }
        run.rule.apply(g, states, count);
        if (after != 0) {
            addScaled(p, after, g, count);
        }
        for (int i = 0; i < count; i++) {
            p[i] -= g[i];
        }
        parameters.put(from, p, 0, count);
        for (int kind = 0; kind < kinds; kind++) {
            run.state.put(kind * length + from - run.from, states[kind], 0, count);
        }
    }

    private static void addScaled(float[] values, float factor, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * values[i];
        }
    }
}

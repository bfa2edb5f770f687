package io.rdrop.model.dl4j;

import io.rdrop.model.dl4j.plan.PlannedOptimiser;

/** The planned optimiser on a DL4J network's own gradient, state and parameters. */
final class FusedOptimiser implements Optimiser {
    private final PlannedOptimiser planned;

    FusedOptimiser(PlannedOptimiser planned) {
        this.planned = planned;
    }

    @Override
    public double gradientNorm() {
        return planned.gradientNorm();
    }

    @Override
    public void step(double scale, int iteration, int epoch, int rows) {
        planned.step(scale, iteration, epoch);
    }
}

package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.BagTable;
import io.rdrop.engine.dense.PlannedOptimiser;
import org.jspecify.annotations.Nullable;

/** The planned optimiser on a DL4J network's own gradient, state and parameters. */
final class FusedOptimiser implements Optimiser {
    private final @Nullable BagTable table;
    private final PlannedOptimiser planned;

    /**
     * @param table the weights of the first layer, if that is one
     * @param planned moves all other parameters
     */
    FusedOptimiser(@Nullable BagTable table, PlannedOptimiser planned) {
        this.table = table;
        this.planned = planned;
    }

    @Override
    public double gradientNorm() {
        return Math.sqrt(planned.gradientSquares() + (table == null ? 0 : table.gradientSquares()));
    }

    @Override
    public void step(double scale, int iteration, int epoch, int rows) {
        if (table != null) {
            table.step(scale, iteration);
        }
        planned.step(scale, iteration, epoch);
    }
}

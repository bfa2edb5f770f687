package io.rdrop.engine.dl4j;

import io.rdrop.config.ModelEngine;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.dense.BagNetwork;
import io.rdrop.engine.dense.BagTable;
import io.rdrop.engine.dense.OutputLoss;
import io.rdrop.engine.dense.PlannedLayer;
import io.rdrop.engine.dense.PlannedNetwork;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.jspecify.annotations.Nullable;

/**
 * What computes the steps of a network. Parameters, gradient and optimiser state lie in DL4J's own memory in any case, so that the
 * parts can be chosen one by one.
 *
 * @param backprop gradient and predictions
 * @param optimiser from the gradient to other parameters
 * @param table the weights of the first layer, if they do not lie as DL4J has them; null otherwise
 */
record Engine(
        Backprop backprop, Optimiser optimiser, @Nullable BagTable table) {
    /**
     * @param wanted whether a plan may be made
     * @param isBag whether the first layer may be a table: of mostly zeros as inputs, and of an optimiser whose numbers stay
     * @param network not owned by the engine
     */
    static Engine of(
            ModelEngine wanted, boolean isBag, Network network, Training training, RDropConfig rDrop, Shapes shapes) {
        List<PlannedLayer> layers =
                wanted == ModelEngine.AUTO ? NetworkPlans.compile(network).orElse(List.of()) : List.of();
        if (layers.isEmpty()) {
            return new Engine(
                    new Dl4jBackprop(network, training, rDrop.passes(), shapes), new Dl4jOptimiser(network), null);
        }
        OutputLoss loss = new OutputLoss(shapes, rDrop);
        Optional<BagTable> table = isBag ? table(network, layers.get(0)) : Optional.empty();
        if (table.isPresent()) {
            BagNetwork planned = new BagNetwork(layers, table.get(), training.counter(), loss);
            return new Engine(
                    new BagBackprop(network, planned, loss, rDrop.passes(), shapes),
                    new FusedOptimiser(
                            table.get(),
                            OptimiserPlans.compile(network, table.get().length())
                                    .orElseThrow()),
                    table.get());
        }
        Optimiser optimiser = OptimiserPlans.compile(network, 0)
                .<Optimiser>map(planned -> new FusedOptimiser(null, planned))
                .orElseGet(() -> new Dl4jOptimiser(network));
        PlannedNetwork planned = new PlannedNetwork(layers, training.counter(), loss);
        return new Engine(new PlannedBackprop(network, planned, loss, rDrop.passes(), shapes), optimiser, null);
    }

    /** The first layer as a table; empty if it drops inputs, or its optimiser cannot leave rows alone for a while. */
    private static Optional<BagTable> table(Network network, PlannedLayer layer) {
        Optional<BagTable> table = layer.dropout() != null
                ? Optional.empty()
                : OptimiserPlans.idle(network).flatMap(idle -> OptimiserPlans.table(network, layer, idle));
        table.ifPresent(rows -> rows.fromStandard(BaseOptimizer.getIterationCount(network.model())));
        return table;
    }
}

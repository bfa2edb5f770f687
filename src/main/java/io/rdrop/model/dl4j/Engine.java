package io.rdrop.model.dl4j;

import io.rdrop.config.ModelEngine;
import io.rdrop.config.RDropConfig;
import io.rdrop.model.dl4j.plan.PlannedNetwork;
import java.util.Optional;

/**
 * What computes the steps of a network. Parameters, gradient and optimiser state lie in DL4J's own memory in any case, so that the
 * parts can be chosen one by one.
 *
 * @param backprop gradient and predictions
 * @param optimiser from the gradient to other parameters
 */
record Engine(Backprop backprop, Optimiser optimiser) {
    /**
     * @param wanted whether a plan may be made
     * @param network not owned by the engine
     */
    static Engine of(ModelEngine wanted, Network network, Training training, RDropConfig rDrop, Shapes shapes) {
        BatchLoss loss = BatchLoss.of(shapes, rDrop);
        Optional<PlannedNetwork> planned =
                wanted == ModelEngine.AUTO ? NetworkPlans.compile(network, training.counter(), loss) : Optional.empty();
        if (planned.isEmpty()) {
            return new Engine(new Dl4jBackprop(network, training, rDrop.passes(), shapes), new Dl4jOptimiser(network));
        }
        Optimiser optimiser = OptimiserPlans.compile(network)
                .<Optimiser>map(FusedOptimiser::new)
                .orElseGet(() -> new Dl4jOptimiser(network));
        return new Engine(new PlannedBackprop(network, planned.get(), loss, rDrop.passes(), shapes), optimiser);
    }
}

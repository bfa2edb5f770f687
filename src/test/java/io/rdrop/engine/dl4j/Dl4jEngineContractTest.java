package io.rdrop.engine.dl4j;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import java.util.List;

/** The mlp computed by DL4J, although it could be planned. */
class Dl4jEngineContractTest extends TrainableModelContract {
    @Override
    protected TrainableModel create(long seed) {
        return create(seed, List.of(16, 12));
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, List.of(16, 13));
    }

    private static TrainableModel create(long seed, List<Integer> hidden) {
        return Models.create(
                Models.on(
                        ModelEngine.DL4J,
                        Models.mlp(hidden, Activation.RELU, 0.2, 0.1, Models.updater(UpdaterType.ADAM, 0.01))),
                new RDropConfig(ALPHA, PASSES),
                seed,
                INPUTS,
                CLASSES);
    }
}

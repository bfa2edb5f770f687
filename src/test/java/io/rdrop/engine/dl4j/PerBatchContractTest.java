package io.rdrop.engine.dl4j;

import io.rdrop.config.Activation;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import java.util.List;

/** The planned mlp whose examples share masks. */
class PerBatchContractTest extends TrainableModelContract {
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
                Models.mlp(hidden, Activation.RELU, 0.2, 0, Models.updater(UpdaterType.ADAM, 0.01)),
                Models.sampled(DropoutSampling.PER_BATCH, new RDropConfig(ALPHA, PASSES)),
                seed,
                INPUTS,
                CLASSES);
    }
}

package io.rdrop.engine.dl4j;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import java.util.List;

/** Images of 2 by 3 pixels, pooled once, whose convolutions no dropout comes before. */
class PlannedCnnContractTest extends TrainableModelContract {
    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 24);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 25);
    }

    private static TrainableModel create(long seed, int hidden) {
        return Models.create(
                Models.network(
                        ModelType.CNN,
                        List.of(hidden),
                        Activation.LEAKY_RELU,
                        0.1,
                        0,
                        Models.updater(UpdaterType.ADAM, 0.02)),
                new RDropConfig(ALPHA, PASSES),
                seed,
                new InputShape.Image(1, 2, 3),
                new OutputShape.Classes(CLASSES));
    }
}

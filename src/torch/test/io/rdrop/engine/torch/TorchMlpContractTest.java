package io.rdrop.engine.torch;

import io.rdrop.config.ModelType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;

class TorchMlpContractTest extends TrainableModelContract {
    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 12);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 13);
    }

    private static TrainableModel create(long seed, int last) {
        return TorchModels.create(TorchModels.spec(
                "torch",
                ModelType.MLP,
                seed,
                new InputShape.Vector(INPUTS),
                new OutputShape.Classes(CLASSES),
                "hidden: [16, " + last
                        + "], dropout: 0.2, input-dropout: 0.1, updater: {type: adam, learning-rate: 0.01}",
                "alpha: " + ALPHA + ", passes: " + PASSES));
    }
}

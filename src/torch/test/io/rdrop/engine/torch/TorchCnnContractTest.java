package io.rdrop.engine.torch;

import io.rdrop.config.ModelType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;

class TorchCnnContractTest extends TrainableModelContract {
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
                ModelType.CNN,
                seed,
                new InputShape.Image(1, 2, 3),
                new OutputShape.Classes(CLASSES),
                "filters: [4, 6], kernel: 3, hidden: [" + last
                        + "], dropout: 0.1, input-dropout: 0.1, activation: leaky-relu, updater: {type: adam, learning-rate: 0.01}",
                "alpha: " + ALPHA + ", passes: " + PASSES));
    }
}

package io.rdrop.engine.dense;

import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;

/** The mlp whose first layer is a table. */
class BagContractTest extends TrainableModelContract {
    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 12);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 13);
    }

    private static TrainableModel create(long seed, int last) {
        return DenseModels.create(DenseModels.spec(
                seed,
                new InputShape.Bag(INPUTS),
                new OutputShape.Classes(CLASSES),
                "hidden: [16, " + last + "], dropout: 0.2, updater: {type: adam, learning-rate: 0.01}",
                "alpha: " + ALPHA + ", passes: " + PASSES + ""));
    }
}

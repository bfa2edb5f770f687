package io.rdrop.engine.torch;

import io.rdrop.engine.InputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;

/** A Transformer on images, whose patches are larger than what there is of pixels. */
class TorchVisionContractTest extends TrainableModelContract {
    @Override
    protected TrainableModel create(long seed) {
        return create(seed, ", hidden: [7]");
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, ", hidden: [5]");
    }

    private static TrainableModel create(long seed, String model) {
        return TorchModels.create(TorchTransformerContractTest.spec(seed, new InputShape.Image(1, 2, 3), model));
    }
}

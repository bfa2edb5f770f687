package io.rdrop.engine.torch;

import io.rdrop.config.ModelType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;

class TorchTransformerContractTest extends TrainableModelContract {
    private static final InputShape.Tokens WORDS = new InputShape.Tokens(INPUTS, 20);

    @Override
    protected TrainableModel create(long seed) {
        return create(seed, "");
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, ", hidden: [5]");
    }

    @Override
    protected Batches batches(long seed) {
        return new SyntheticTexts(seed, WORDS, CLASSES)::next;
    }

    /** Token numbers are whole: what is not finite must be among the weights. */
    @Override
    protected UpdateResult updateThatIsNotFinite(TrainableModel model) throws IOException {
        return Poisoned.update(model, batches(5).next(4));
    }

    @Override
    protected TensorBatch batch(int rows, int width, float[] inputs, double[] targets) {
        return SyntheticTexts.batch(rows, width, inputs, targets);
    }

    static ModelSpec spec(long seed, InputShape input, String model) {
        return TorchModels.spec(
                "torch",
                ModelType.TRANSFORMER,
                seed,
                input,
                new OutputShape.Classes(CLASSES),
                "dropout: 0.1, updater: {type: adam, learning-rate: 0.01}" + model,
                "alpha: " + ALPHA + ", passes: " + PASSES);
    }

    private static TrainableModel create(long seed, String model) {
        return TorchModels.create(spec(seed, WORDS, model.isEmpty() ? ", hidden: [7]" : model));
    }
}

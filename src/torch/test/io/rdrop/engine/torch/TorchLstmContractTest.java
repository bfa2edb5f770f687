package io.rdrop.engine.torch;

import io.rdrop.config.ModelType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;

class TorchLstmContractTest extends TrainableModelContract {
    private static final InputShape.Tokens TOKENS = new InputShape.Tokens(INPUTS, 20);

    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 12);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 13);
    }

    @Override
    protected Batches batches(long seed) {
        return new SyntheticTexts(seed, TOKENS, CLASSES)::next;
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

    private static TrainableModel create(long seed, int last) {
        return TorchModels.create(TorchModels.spec(
                "torch",
                ModelType.LSTM,
                seed,
                TOKENS,
                new OutputShape.Classes(CLASSES),
                "embedding: 5, recurrent-units: 7, hidden: [" + last
                        + "], dropout: 0.1, input-dropout: 0.1, updater: {type: adam, learning-rate: 0.02}",
                "alpha: " + ALPHA + ", passes: " + PASSES));
    }
}

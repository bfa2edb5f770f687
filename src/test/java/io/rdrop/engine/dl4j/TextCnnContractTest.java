package io.rdrop.engine.dl4j;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.TrainableModelContract;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.List;

class TextCnnContractTest extends TrainableModelContract {
    private static final InputShape.Tokens TOKENS = new InputShape.Tokens(INPUTS, 20);

    @Override
    protected TrainableModel create(long seed) {
        return create(seed, 16);
    }

    @Override
    protected TrainableModel createOther(long seed) {
        return create(seed, 17);
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

    private static TrainableModel create(long seed, int hidden) {
        return Models.create(
                Models.network(
                        ModelType.TEXT_CNN,
                        List.of(hidden),
                        Activation.RELU,
                        0.1,
                        0.1,
                        Models.updater(UpdaterType.ADAM, 0.02)),
                new RDropConfig(ALPHA, PASSES),
                seed,
                TOKENS,
                new OutputShape.Classes(CLASSES));
    }
}

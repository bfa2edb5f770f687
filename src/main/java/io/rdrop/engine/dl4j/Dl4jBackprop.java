package io.rdrop.engine.dl4j;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.Shapes;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.TensorBatch;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own forward and backward over the stacked batch; for any network. Owns its buffers, not the network. */
final class Dl4jBackprop implements AutoCloseable {
    private final Network network;
    private final DropoutCounter counter;
    private final PassLoss loss;
    private final StackedBatch stacked;
    private final StackedBatch plain;
    private final InputRows single;

    Dl4jBackprop(Network network, Training training, int passes, Shapes shapes) {
        this.network = network;
        this.counter = training.counter();
        this.loss = training.loss();
        this.stacked = new StackedBatch(passes, shapes);
        this.plain = new StackedBatch(1, shapes);
        this.single = new InputRows(1, shapes);
    }

    /** As {@link io.rdrop.engine.TrainableModel#predict}, for at least one row. */
    void predict(TensorBatch batch, float[] predictions) {
        single.fill(batch);
        try (INDArray result = network.predict(single.inputs(), single.mask())) {
            HostFloats.copyRowMajor(result, predictions);
        }
    }

    /** As {@link io.rdrop.engine.RDropUpdate.Steps#backpropagate}, into the network's own flattened array. */
    LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        StackedBatch block = isPlain ? plain : stacked;
        block.fill(batch);
        if (isPlain) {
            loss.plainStep();
        } else {
            loss.rDropStep(alpha);
        }
        loss.weigh(batch.weights());
        // What is not an ordinary Dropout (Gaussian noise, weight noise, ...) draws from the thread's generator.
        Nd4j.getRandom().setSeed(counter.stepSeed());
        network.backpropagate(block.inputs(), block.mask(), block.labels());
        return Objects.requireNonNull(loss.latest());
    }

    @Override
    public void close() {
        stacked.close();
        plain.close();
        single.close();
    }
}

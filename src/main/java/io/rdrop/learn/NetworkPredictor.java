package io.rdrop.learn;

import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.Predictor;
import io.rdrop.example.Example;
import io.rdrop.graph.InputValues;
import io.rdrop.tensor.TensorBatch;
import java.util.List;
import java.util.OptionalDouble;

/** What a network predicts. Owns it. */
public final class NetworkPredictor implements ExamplePredictor {
    private final Encoder encoder;
    private final TargetEncoder targets;
    private final Predictor network;
    private final ExampleTensors tensors;

    public NetworkPredictor(Encoder encoder, TargetEncoder targets, Predictor network) {
        this.encoder = encoder;
        this.targets = targets;
        this.network = network;
        this.tensors = new ExampleTensors(encoder, targets);
    }

    @Override
    public float[] predict(List<Example> examples) {
        if (examples.size() == 1) {
            return predictEach(examples);
        }
        float[] predictions = outputs(tensors.of(examples));
        targets.decode(predictions, predictions.length);
        return predictions;
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return encoder.graphInputs(examples);
    }

    /** Numbers as the network gives them, in units of the target; classes stay as they are. */
    public float[] inUnits(float[] given) {
        float[] numbers = given.clone();
        targets.decode(numbers, numbers.length);
        return numbers;
    }

    @Override
    public float[] predictEach(List<Example> examples) {
        float[] predictions = new float[examples.size() * network.outputs()];
        if (!network.predictEach(tensors.of(examples), predictions)) {
            float[] one = new float[network.outputs()];
            for (int i = 0; i < examples.size(); i++) {
                network.predict(tensors.of(examples.subList(i, i + 1)), one);
                System.arraycopy(one, 0, predictions, i * one.length, one.length);
            }
        }
        targets.decode(predictions, predictions.length);
        return predictions;
    }

    @Override
    public OptionalDouble divergence(Example example, long step) {
        return network.divergence(tensors.of(List.of(example)).weighing(null), step);
    }

    /**
     * Predicts examples that are encoded already.
     *
     * @param encoded their mask, if they have one, is made anew
     * @return [rows * outputs], row-major: class probabilities, or numbers on the network's scale
     */
    public float[] predict(TensorBatch encoded) {
        return outputs(
                encoded.sparse() != null
                        ? encoded
                        : new TensorBatch(
                                encoded.rows(),
                                encoded.width(),
                                encoded.inputs(),
                                encoder.mask(encoded.inputs(), encoded.rows()),
                                encoded.targets()));
    }

    private float[] outputs(TensorBatch batch) {
        float[] predictions = new float[batch.rows() * network.outputs()];
        network.predict(batch, predictions);
        return predictions;
    }

    @Override
    public void close() {
        network.close();
    }
}

package io.rdrop.learn;

import io.rdrop.encode.Encoder;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.StepReport;
import io.rdrop.model.TensorBatch;
import io.rdrop.model.TrainableModel;
import io.rdrop.model.UpdateResult;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Test-then-train: each micro-batch is encoded with the statistics as of before it, predicted, scored, and only then trained
 * on. Owns the model and closes it.
 */
public final class ContinualLearner implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final double NANOS_PER_MS = 1e6;

    private final Encoder encoder;
    private final TrainableModel model;
    private final PrequentialEvaluator evaluator;
    private final LongSupplier nanoClock;
    private float[] inputs = new float[0];
    private float[] probabilities = new float[0];
    private int[] labels = new int[0];
    private long trained;

    /** @param nanoClock measures the duration of steps only */
    public ContinualLearner(
            Encoder encoder, TrainableModel model, PrequentialEvaluator evaluator, LongSupplier nanoClock) {
        this.encoder = encoder;
        this.model = model;
        this.evaluator = evaluator;
        this.nanoClock = nanoClock;
    }

    /** Predicts and scores the micro-batch, then trains on it. */
    public StepReport learn(MicroBatch batch) {
        long start = nanoClock.getAsLong();
        TensorBatch tensors = encode(batch);
        model.predict(tensors, probabilities);
        for (int row = 0; row < tensors.rows(); row++) {
            evaluator.add(labels[row], probabilities, row * model.classes());
        }
        UpdateResult result = model.update(tensors);
        encoder.observe(batch.examples());
        if (result.applied()) {
            trained += batch.size();
        }
        double stepMs = (nanoClock.getAsLong() - start) / NANOS_PER_MS;
        return report(batch, result, stepMs);
    }

    private TensorBatch encode(MicroBatch batch) {
        int rows = batch.size();
        if (labels.length < rows) {
            labels = new int[rows];
            inputs = new float[rows * encoder.width()];
            probabilities = new float[rows * model.classes()];
        }
        encoder.encode(batch.examples(), inputs);
        for (int row = 0; row < rows; row++) {
            labels[row] = batch.examples().get(row).label();
        }
        return new TensorBatch(rows, encoder.width(), inputs, labels);
    }

    private StepReport report(MicroBatch batch, UpdateResult result, double stepMs) {
        Example last = batch.examples().get(batch.size() - 1);
        long eventTimeMs =
                batch.examples().stream().mapToLong(Example::timeMs).max().orElseThrow();
        return new StepReport(
                batch.model(),
                model.step(),
                batch.size(),
                result.applied(),
                trained,
                result.crossEntropy(),
                result.klDivergence(),
                result.loss(),
                result.alpha(),
                result.learningRate(),
                result.gradientNorm(),
                evaluator.cumulative(),
                evaluator.window(),
                last.position(),
                eventTimeMs,
                stepMs);
    }

    /** Examples trained on so far. */
    public long trained() {
        return trained;
    }

    public TrainableModel model() {
        return model;
    }

    public Encoder encoder() {
        return encoder;
    }

    public PrequentialEvaluator evaluator() {
        return evaluator;
    }

    /** Writes the whole training state: model, encoder statistics, scores, counters. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeLong(trained);
        model.save(out);
        encoder.save(out);
        evaluator.save(out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if the state is damaged, or of another version or network
     */
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("learner state must have format " + FORMAT + " but had " + format);
        }
        trained = in.readLong();
        model.restore(in);
        encoder.restore(in);
        evaluator.restore(in);
    }

    @Override
    public void close() {
        model.close();
    }
}

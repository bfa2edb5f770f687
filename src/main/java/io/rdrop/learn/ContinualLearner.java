package io.rdrop.learn;

import io.rdrop.config.HistoryConfig;
import io.rdrop.config.ReplayConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.SparseEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.StepReport;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Test-then-train: each micro-batch is encoded with the statistics as of before it, predicted, scored, and only then trained
 * on; then come the updates on replayed examples, which are never scored. Owns the model and closes it.
 */
public final class ContinualLearner implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final double NANOS_PER_MS = 1e6;

    private final Parts parts;
    private final LongSupplier nanoClock;
    private final int updatesPerBatch;
    private final TargetHistory history;
    private final ReplayBuffer replay;
    private final Optional<SparseEncoder> sparse;
    private final SparseRows sparseInputs;
    private float[] inputs = new float[0];
    private float[] outputs = new float[0];
    private double[] targets = new double[0];
    private List<Example> latest = List.of();
    private long trained;
    private long leftOut;
    private long replayed;

    /**
     * What a task is made of.
     *
     * @param encoder features to inputs
     * @param targets targets to what the network is trained towards, and back
     * @param model the network; owned by the learner
     * @param evaluator scores its predictions
     */
    public record Parts(Encoder encoder, TargetEncoder targets, TrainableModel model, PrequentialEvaluator evaluator) {}

    /**
     * @param seed of replay
     * @param nanoClock measures the duration of steps only
     */
    public ContinualLearner(
            Parts parts, HistoryConfig history, ReplayConfig replay, long seed, LongSupplier nanoClock) {
        this.parts = parts;
        this.nanoClock = nanoClock;
        this.updatesPerBatch = replay.updatesPerBatch();
        this.history = new TargetHistory(history.labels());
        this.replay = new ReplayBuffer(replay, seed);
        this.sparse = SparseEncoder.of(parts.encoder());
        this.sparseInputs = new SparseRows(parts.encoder().width());
    }

    /** Predicts and scores the micro-batch, then trains on it. */
    public StepReport learn(MicroBatch batch) {
        long start = nanoClock.getAsLong();
        latest = history.pass(batch.examples());
        TensorBatch tensors = encode(latest);
        score(latest, tensors);
        UpdateResult result = parts.model().update(tensors);
        if (result.applied()) {
            latest.forEach(replay::add);
        }
        int replayedNow = replay(batch.size());
        if (result.applied()) {
            parts.encoder().observe(latest);
            latest.forEach(example -> parts.targets().observe(example.target()));
            trained += batch.size();
        } else {
            leftOut += batch.size();
        }
        replayed += replayedNow;
        double stepMs = (nanoClock.getAsLong() - start) / NANOS_PER_MS;
        return report(batch, result, replayedNow, stepMs);
    }

    private void score(List<Example> examples, TensorBatch tensors) {
        int perRow = parts.model().outputs();
        parts.model().predict(tensors, outputs);
        parts.targets().decode(outputs, tensors.rows() * perRow);
        for (int row = 0; row < tensors.rows(); row++) {
            if (examples.get(row).isLabelled()) {
                parts.evaluator().add(examples.get(row).target(), outputs, row * perRow);
            }
        }
    }

    /** @return examples trained on again */
    private int replay(int rows) {
        int count = 0;
        for (int update = 1; update < updatesPerBatch; update++) {
            List<Example> drawn = replay.draw(rows, parts.model().step());
            parts.model().update(encode(drawn));
            count += drawn.size();
        }
        return count;
    }

    private TensorBatch encode(List<Example> examples) {
        int rows = examples.size();
        if (targets.length < rows) {
            targets = new double[rows];
            inputs = sparse.isPresent()
                    ? inputs
                    : new float[rows * parts.encoder().width()];
            outputs = new float[rows * parts.model().outputs()];
        }
        for (int row = 0; row < rows; row++) {
            targets[row] = parts.targets().encode(examples.get(row).target());
        }
        if (sparse.isPresent()) {
            sparse.get().encode(examples, sparseInputs);
            return new TensorBatch(sparseInputs, targets);
        }
        parts.encoder().encode(examples, inputs);
        return new TensorBatch(
                rows, parts.encoder().width(), inputs, parts.encoder().mask(inputs, rows), targets);
    }

    private StepReport report(MicroBatch batch, UpdateResult result, int replayed, double stepMs) {
        Example last = batch.examples().get(batch.size() - 1);
        long eventTimeMs =
                batch.examples().stream().mapToLong(Example::timeMs).max().orElseThrow();
        return new StepReport(
                batch.model(),
                parts.model().step(),
                batch.size(),
                result.applied(),
                trained,
                replayed,
                new StepReport.Memory(replay.size(), parts.encoder().vocabulary()),
                result.crossEntropy(),
                result.klDivergence(),
                result.loss(),
                result.alpha(),
                result.learningRate(),
                result.gradientNorm(),
                parts.evaluator().cumulative(),
                parts.evaluator().window(),
                last.position(),
                eventTimeMs,
                stepMs);
    }

    /** Examples trained on so far; replayed ones do not count again. */
    public long trained() {
        return trained;
    }

    /** Examples whose update was not applied, because loss or gradient was not finite; nothing was learned from them. */
    public long leftOut() {
        return leftOut;
    }

    /** Examples drawn from the replay buffer so far. */
    public long replayed() {
        return replayed;
    }

    /** The examples of the last micro-batch, with their history; empty before the first. */
    public List<Example> latest() {
        return latest;
    }

    public TrainableModel model() {
        return parts.model();
    }

    public Encoder encoder() {
        return parts.encoder();
    }

    public TargetEncoder targets() {
        return parts.targets();
    }

    public PrequentialEvaluator evaluator() {
        return parts.evaluator();
    }

    /** Writes the whole training state: model, encoder statistics, scores, history, replay buffer, counters. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeLong(trained);
        out.writeLong(leftOut);
        out.writeLong(replayed);
        parts.model().save(out);
        parts.encoder().save(out);
        parts.targets().save(out);
        parts.evaluator().save(out);
        history.save(out);
        replay.save(out);
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
        leftOut = in.readLong();
        replayed = in.readLong();
        parts.model().restore(in);
        parts.encoder().restore(in);
        parts.targets().restore(in);
        parts.evaluator().restore(in);
        history.restore(in);
        replay.restore(in);
    }

    @Override
    public void close() {
        parts.model().close();
    }
}

package io.rdrop.learn;

import io.rdrop.config.HistoryConfig;
import io.rdrop.config.Learning;
import io.rdrop.config.ReplayConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.HistoryEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.evaluate.ClassDetails;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.state.StatePart;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tensor.TensorGraph;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Test-then-train: each micro-batch is encoded with the statistics as of before it, predicted, scored, and only then
 * trained on; then come the updates on replayed examples, which are never scored. One by one, each example is treated
 * as a micro-batch would be; micro-batches that were gathered are predicted as one, and learned one after the other. An
 * example of weight 0 is predicted and scored, and nothing is learned from it: neither by the network nor by what knows
 * its inputs and targets; nor is it kept for replay. Owns the model and closes it.
 */
public final class ContinualLearner implements Learner {
    /** The file of a snapshot that restores the encoders: of the features, then of the targets. */
    public static final String ENCODER = "encoder.bin";

    /** The file of a snapshot that holds the latest targets, where the network is given them. */
    private static final String HISTORY = "history.bin";

    /** Bytes that a network's file has beside its numbers, at most as a rule. */
    private static final int BESIDE_STATE = 1 << 16;

    private static final int FORMAT = 1;

    /** The same and the updates before those of this network. */
    private static final int FORMAT_ANEW = 2;

    private static final double NANOS_PER_MS = 1e6;

    private final Parts parts;
    private final LongSupplier nanoClock;
    private final boolean isOneByOne;
    private final int rowsPerUpdate;
    private final ReplayConfig config;
    private final Variation variation;
    private final TargetHistory history;
    private final ReplayBuffer replay;
    private final ExampleTensors tensors;
    private final OutlierTally outliers = new OutlierTally();
    private final GuardedModel model;
    private float[] outputs = new float[0];
    private List<Example> latest = List.of();
    private RowListener listener = RowListener.NONE;
    private long trained;
    private long leftOut;
    private long replayed;

    /** Updates before those of this network. */
    private long stepsBefore;

    /** What a task is made of; the learner owns the model. */
    public record Parts(
            Encoder encoder,
            TargetEncoder targets,
            GuardedModel model,
            PrequentialEvaluator evaluator,
            Variation variation) {
        /** Replayed examples are as they were. */
        public Parts(Encoder encoder, TargetEncoder targets, GuardedModel model, PrequentialEvaluator evaluator) {
            this(encoder, targets, model, evaluator, Variation.NONE);
        }
    }

    /**
     * @param rowsPerUpdate new examples of an update, at most; a micro-batch of more makes several
     * @param seed of replay
     * @param nanoClock measures the duration of steps only
     */
    public ContinualLearner(
            Parts parts,
            HistoryConfig history,
            ReplayConfig replay,
            Learning learning,
            int rowsPerUpdate,
            long seed,
            LongSupplier nanoClock) {
        this.parts = parts;
        this.model = parts.model();
        this.nanoClock = nanoClock;
        this.isOneByOne = learning == Learning.ONE_BY_ONE;
        this.rowsPerUpdate = rowsPerUpdate;
        this.config = replay;
        this.variation = parts.variation();
        this.history = new TargetHistory(history.labels());
        this.replay = new ReplayBuffer(replay, seed);
        this.tensors = new ExampleTensors(parts.encoder(), parts.targets());
    }

    @Override
    public StepReport learn(MicroBatch batch) {
        long start = nanoClock.getAsLong();
        outliers.startBatch();
        long divergencesBefore = model.divergences();
        long replayedBefore = replayed;
        UpdateMeans means = new UpdateMeans();
        List<Example> learned = new ArrayList<>(batch.size());
        if (isOneByOne) {
            for (Example example : batch.examples()) {
                learn(List.of(example), means, learned);
            }
        } else {
            learn(batch.examples(), means, learned);
        }
        latest = learned;
        UpdateResult result = means.result();
        double stepMs = (nanoClock.getAsLong() - start) / NANOS_PER_MS;
        return report(
                batch,
                result,
                (int) (replayed - replayedBefore),
                (int) (model.divergences() - divergencesBefore),
                stepMs);
    }

    /** Predicts and scores examples together, then learns them, in as many updates as it takes. */
    private void learn(List<Example> examples, UpdateMeans means, List<Example> learned) {
        List<Example> known = history.pass(examples);
        TensorBatch encoded = tensors.of(known);
        score(known, encoded, true);
        boolean hasTimeouts = known.stream().anyMatch(example -> example.timeoutOdds() != 0);
        List<Example> weighed = hasTimeouts ? settled(known) : known;
        if (weighed.size() <= rowsPerUpdate) {
            TensorBatch rows = hasTimeouts
                    ? encoded.weighing(
                            weighed.stream().mapToDouble(Example::weight).toArray())
                    : encoded;
            means.add(update(weighed, rows));
        } else {
            for (int from = 0; from < weighed.size(); from += rowsPerUpdate) {
                List<Example> rows = weighed.subList(from, Math.min(from + rowsPerUpdate, weighed.size()));
                means.add(update(rows, tensors.of(rows))); // by the statistics of now, as if they had come alone
            }
        }
        learned.addAll(weighed);
    }

    /** One update on new examples, and those on replayed ones. */
    private UpdateResult update(List<Example> examples, TensorBatch encoded) {
        UpdateResult result = model.update(encoded);
        if (listener.listens() && result.klDivergence() > 0) { // else there was one pass
            listener.passes(result.klDivergence());
        }
        if (result.applied()) {
            examples.stream().filter(Example::isLearned).forEach(replay::add);
        }
        if (examples.stream().anyMatch(Example::isLearned)) {
            replayed += replay(examples.size());
        }
        if (result.applied()) {
            observe(examples);
            trained += examples.size();
        } else {
            leftOut += examples.size();
        }
        return result;
    }

    /** By what was predicted: what was learned because no label came counts the less, the likelier one is to come. */
    private List<Example> settled(List<Example> examples) {
        int perRow = model.network().outputs();
        List<Example> settled = new ArrayList<>(examples.size());
        for (int row = 0; row < examples.size(); row++) {
            Example example = examples.get(row);
            boolean isClass = example.timeoutOdds() != 0;
            settled.add(
                    isClass ? TimeoutWeight.settled(example, outputs[row * perRow + (int) example.target()]) : example);
        }
        return settled;
    }

    @Override
    public void score(List<Example> examples) {
        List<Example> known = history.pass(examples);
        score(known, tensors.of(known), false);
    }

    /** @param judged whether the network may be taken back for what it predicts */
    private void score(List<Example> examples, TensorBatch encoded, boolean judged) {
        int perRow = model.network().outputs();
        if (outputs.length < encoded.rows() * perRow) {
            outputs = new float[encoded.rows() * perRow];
        }
        model.network().predict(encoded, outputs);
        if (judged) {
            model.judge(encoded, outputs);
        }
        parts.targets().decode(outputs, encoded.rows() * perRow);
        for (int row = 0; row < encoded.rows(); row++) {
            Example example = examples.get(row);
            boolean isScored = example.isLabelled() && !parts.targets().isOutlier(example.target());
            if (isScored) {
                parts.evaluator().add(example.target(), outputs, row * perRow);
            }
            if (listener.listens()) {
                listener.row(
                        parts.evaluator().measure(isScored ? example.target() : Double.NaN, outputs, row * perRow));
            }
        }
    }

    private void observe(List<Example> examples) {
        List<Example> learned = examples.stream().allMatch(Example::isLearned)
                ? examples
                : examples.stream().filter(Example::isLearned).toList();
        if (learned.isEmpty()) {
            return;
        }
        parts.encoder().observe(learned);
        parts.encoder().outliers().forEach(outliers::add);
        for (Example example : learned) {
            if (parts.targets().observe(example.target())) {
                outliers.add(new Outliers(Outliers.LABEL, 1, example.target(), example.position()));
            }
        }
    }

    /** @return examples trained on again */
    private int replay(int rows) {
        int count = 0;
        int updates = config.updates(trained);
        for (int update = 1; update < updates; update++) {
            long step = model.network().step();
            List<Example> drawn = replay.draw(rows, step);
            if (drawn.isEmpty()) { // nothing could be learned from so far
                break;
            }
            for (int i = 0; i < drawn.size(); i++) {
                drawn.set(i, variation.vary(drawn.get(i), step, i));
            }
            model.update(tensors.of(drawn));
            count += drawn.size();
        }
        return count;
    }

    private StepReport report(MicroBatch batch, UpdateResult result, int replayed, int divergences, double stepMs) {
        Example last = batch.examples().get(batch.size() - 1);
        long eventTimeMs =
                batch.examples().stream().mapToLong(Example::timeMs).max().orElseThrow();
        return new StepReport(
                batch.model(),
                step(),
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
                divergences,
                parts.evaluator().cumulative(),
                parts.evaluator().window(),
                last.position(),
                eventTimeMs,
                stepMs,
                outliers.latest(),
                null);
    }

    @Override
    public void watch(RowListener by) {
        listener = by;
    }

    @Override
    public long trained() {
        return trained;
    }

    @Override
    public long leftOut() {
        return leftOut;
    }

    @Override
    public long replayed() {
        return replayed;
    }

    @Override
    public List<Outliers> outliers() {
        return outliers.total();
    }

    @Override
    public List<Example> latest() {
        return latest;
    }

    @Override
    public long divergences() {
        return model.divergences();
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return parts.evaluator();
    }

    @Override
    public long step() {
        return stepsBefore + model.network().step();
    }

    @Override
    public void countFrom(Counts counts) {
        stepsBefore = counts.step() - model.network().step();
        trained = counts.trained();
        leftOut = counts.leftOut();
        replayed = counts.replayed();
    }

    @Override
    public long parameters() {
        return model.network().parameters();
    }

    @Override
    public long stateBytes() {
        return model.network().stateBytes();
    }

    @Override
    public long heldBytes() {
        return dictionaryBytes() + replay.bytes();
    }

    @Override
    public long dictionaryBytes() {
        return parts.encoder().dictionaryBytes();
    }

    @Override
    public long turnedAway() {
        return parts.encoder().turnedAway();
    }

    @Override
    public String stateSha256() {
        return model.network().stateSha256();
    }

    @Override
    public Map<String, byte[]> files() throws IOException {
        ByteArrayOutputStream network = new ByteArrayOutputStream(Math.toIntExact(stateBytes() + BESIDE_STATE));
        model.network().export(network);
        ByteArrayOutputStream encoders = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(encoders);
        parts.encoder().save(out);
        parts.targets().save(out);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(TrainableModel.EXPORT, network.toByteArray());
        files.put(ENCODER, encoders.toByteArray());
        if (!history.isEmpty()) {
            ByteArrayOutputStream targets = new ByteArrayOutputStream();
            history.save(new DataOutputStream(targets));
            files.put(HISTORY, targets.toByteArray());
        }
        return files;
    }

    /**
     * The history of the next example after those that were learned.
     *
     * @param files of a snapshot
     * @param config how many targets it has
     * @return the latest first, NaN where there was none yet; empty if the snapshot does not say
     * @throws IOException if the file is damaged
     */
    public static double[] history(Map<String, byte[]> files, HistoryConfig config) throws IOException {
        byte[] file = files.get(HISTORY);
        if (file == null) {
            return new double[0];
        }
        TargetHistory history = new TargetHistory(config.labels());
        try {
            history.restore(new DataInputStream(new ByteArrayInputStream(file)));
        } catch (IOException e) {
            throw new IOException(HISTORY + " cannot be read: " + e, e);
        }
        return history.latest();
    }

    @Override
    public Optional<Value> predict(Formula formula) {
        formula.graph().part("inputs");
        Optional<TensorGraph> inputs = parts.encoder() instanceof HistoryEncoder encoder
                ? encoder.encode(formula, history.latest())
                : parts.encoder().encode(formula);
        return inputs.flatMap(tensors -> {
                    formula.graph().part("network");
                    return model.network().predict(formula, tensors);
                })
                .map(outputs -> parts.targets().decode(formula, outputs));
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>(parts.encoder().describe());
        description.put("target", parts.targets().describe());
        if (!history.isEmpty()) {
            description.put("latest-targets", history.describe());
        }
        return description;
    }

    @Override
    public Probe probe(List<Example> examples) {
        TensorBatch encoded = tensors.of(examples);
        float[] predictions = new float[examples.size() * model.network().outputs()];
        if (examples.size() != 1 || !model.network().predictEach(encoded, predictions)) {
            model.network().predict(encoded, predictions);
        }
        return new Probe(encoded, predictions);
    }

    @Override
    public ExamplePredictor predictor() {
        return new LivePredictor(this, history, parts.targets());
    }

    @Override
    public List<StatePart> state() {
        List<StatePart> state = new ArrayList<>();
        state.add(new StatePart("learner", 1, this::saveCounters, (in, version) -> restoreCounters(in)));
        state.addAll(model.state());
        state.addAll(List.of(
                new StatePart("encoder", 2, parts.encoder()::save, (in, version) -> parts.encoder()
                        .restore(in)),
                new StatePart("target", 2, parts.targets()::save, (in, version) -> parts.targets()
                        .restore(in)),
                new StatePart("evaluator", 1, parts.evaluator()::save, (in, version) -> parts.evaluator()
                        .restore(in)),
                new StatePart("history", 1, history::save, (in, version) -> history.restore(in)),
                new StatePart("replay", 1, replay::save, (in, version) -> replay.restore(in)),
                new StatePart("outliers", 1, outliers::save, (in, version) -> outliers.restore(in))));
        ClassDetails byClass = parts.evaluator().classes();
        if (byClass != null) {
            state.add(new StatePart("class-scores", 1, byClass::save, (in, version) -> byClass.restore(in)));
        }
        return state;
    }

    private void saveCounters(DataOutput out) throws IOException {
        out.writeInt(stepsBefore == 0 ? FORMAT : FORMAT_ANEW); // as it was, for what was never begun anew
        out.writeLong(trained);
        out.writeLong(leftOut);
        out.writeLong(replayed);
        if (stepsBefore != 0) {
            out.writeLong(stepsBefore);
        }
    }

    private void restoreCounters(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT && format != FORMAT_ANEW) {
            throw new IOException(
                    "learner state must have format " + FORMAT + " or " + FORMAT_ANEW + " but had " + format);
        }
        trained = in.readLong();
        leftOut = in.readLong();
        replayed = in.readLong();
        stepsBefore = format == FORMAT_ANEW ? in.readLong() : 0;
    }

    @Override
    public void close() {
        model.close();
    }
}

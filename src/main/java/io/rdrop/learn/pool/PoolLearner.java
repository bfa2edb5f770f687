package io.rdrop.learn.pool;

import io.rdrop.config.Learning;
import io.rdrop.evaluate.ClassDetails;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.evaluate.RowMeasure;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.learn.OutlierTally;
import io.rdrop.learn.RowListener;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StateCopy;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A pool that learns in micro-batches: one by one, each example predicted and scored before it is learned, or all of
 * them before any is learned. A step is a micro-batch.
 */
public final class PoolLearner implements Learner {
    /** What {@link #files()} has of the pool: all its parts. */
    public static final String FILE = "pool.bin";

    private static final double NANOS_PER_MS = 1e6;
    private static final int PASSES = 2;
    private static final int VERSION = 1;

    /** Of the counts: since 2 with those of a learner before it that was none of many. */
    private static final int COUNTS_VERSION = 2;

    private final ExamplePool pool;
    private final PrequentialEvaluator evaluator;
    private final boolean isOneByOne;
    private final LongSupplier nanoClock;
    private final OutlierTally outliers = new OutlierTally();
    private float[] outputs = new float[0];
    private List<Example> latest = List.of();
    private RowListener listener = RowListener.NONE;
    private long step;
    private long trained;
    private long leftOut;
    private long replayed;

    /** Sums over the examples of a micro-batch. */
    private static final class Terms {
        private double fit;
        private double consistency;
        private double loss;
        private int count;

        void add(LossTerms terms) {
            if (Double.isFinite(terms.loss())) {
                fit += terms.fit();
                consistency += terms.consistency();
                loss += terms.loss();
                count++;
            }
        }

        private double mean(double sum) {
            return count == 0 ? Double.NaN : sum / count;
        }
    }

    /** @param nanoClock measures the duration of steps only */
    public PoolLearner(ExamplePool pool, PrequentialEvaluator evaluator, Learning learning, LongSupplier nanoClock) {
        this.pool = pool;
        this.evaluator = evaluator;
        this.isOneByOne = learning == Learning.ONE_BY_ONE;
        this.nanoClock = nanoClock;
    }

    @Override
    public StepReport learn(MicroBatch batch) {
        long start = nanoClock.getAsLong();
        outliers.startBatch();
        latest = batch.examples();
        long divergencesBefore = pool.divergences();
        Terms terms = new Terms();
        if (isOneByOne) {
            for (Example example : latest) {
                learn(example, terms);
            }
        } else {
            learn(latest, terms);
        }
        step++;
        trained += batch.size();
        return report(
                batch,
                terms,
                (int) (pool.divergences() - divergencesBefore),
                (nanoClock.getAsLong() - start) / NANOS_PER_MS);
    }

    private void learn(Example example, Terms terms) {
        room(1);
        boolean isScored = pool.isScored(example);
        pool.predictThenLearn(example, outputs, each -> passed(each, terms));
        measured(example, isScored, 0);
        pool.outliers().forEach(outliers::add);
    }

    private void passed(LossTerms each, Terms terms) {
        terms.add(each);
        listener.passes(each.consistency());
    }

    private void measured(Example example, boolean isScored, int from) {
        if (isScored) {
            evaluator.add(example.target(), outputs, from);
        }
        if (listener.listens()) {
            listener.row(isScored ? evaluator.measure(example.target(), outputs, from) : RowMeasure.NONE);
        }
    }

    private void room(int rows) {
        if (outputs.length < rows * pool.outputs()) {
            outputs = new float[rows * pool.outputs()];
        }
    }

    @Override
    public void score(List<Example> examples) {
        int perRow = pool.outputs();
        room(examples.size());
        pool.score(examples, outputs);
        for (int row = 0; row < examples.size(); row++) {
            measured(examples.get(row), pool.isScored(examples.get(row)), row * perRow);
        }
    }

    private void learn(List<Example> examples, Terms terms) {
        score(examples);
        pool.learn(examples, each -> passed(each, terms));
        pool.outliers().forEach(outliers::add);
    }

    private StepReport report(MicroBatch batch, Terms terms, int divergences, double stepMs) {
        Example last = latest.get(latest.size() - 1);
        Optional<MemberSpec> rDrop = pool.rDrop();
        return new StepReport(
                batch.model(),
                step,
                batch.size(),
                true,
                trained,
                0,
                new StepReport.Memory(pool.kept(), pool.features().vocabulary()),
                terms.mean(terms.fit) / PASSES,
                terms.mean(terms.consistency),
                terms.mean(terms.loss),
                rDrop.map(MemberSpec::alpha).orElse(Double.NaN),
                rDrop.map(MemberSpec::rate).orElse(Double.NaN),
                Double.NaN,
                divergences,
                evaluator.cumulative(),
                evaluator.window(),
                last.position(),
                latest.stream().mapToLong(Example::timeMs).max().orElseThrow(),
                stepMs,
                outliers.latest(),
                pool.report());
    }

    @Override
    public void watch(RowListener by) {
        listener = by;
    }

    @Override
    public List<Example> latest() {
        return latest;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public void countFrom(Counts counts) {
        step = counts.step();
        trained = counts.trained();
        leftOut = counts.leftOut();
        replayed = counts.replayed();
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
    public long divergences() {
        return pool.divergences();
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return evaluator;
    }

    @Override
    public StepReport.Pool members() {
        return pool.report();
    }

    @Override
    public List<List<String>> relief() {
        return pool.relief();
    }

    @Override
    public long parameters() {
        return pool.parameters();
    }

    @Override
    public long stateBytes() {
        return pool.networkBytes();
    }

    @Override
    public long heldBytes() {
        return dictionaryBytes() + pool.heldBytes();
    }

    @Override
    public long dictionaryBytes() {
        return pool.features().dictionaryBytes();
    }

    @Override
    public long turnedAway() {
        return pool.features().turnedAway();
    }

    @Override
    public String stateSha256() {
        return PoolFile.sha256(pool);
    }

    @Override
    public List<StatePart> state() {
        List<StatePart> state = new ArrayList<>(pool.state());
        state.addAll(pool.course());
        state.addAll(counted());
        return state;
    }

    private List<StatePart> counted() {
        List<StatePart> state = new ArrayList<>();
        state.add(new StatePart("learner", COUNTS_VERSION, this::save, this::restore));
        state.add(new StatePart("evaluator", VERSION, evaluator::save, (in, version) -> evaluator.restore(in)));
        state.add(new StatePart("outliers", VERSION, outliers::save, (in, version) -> outliers.restore(in)));
        ClassDetails byClass = evaluator.classes();
        if (byClass != null) {
            state.add(new StatePart("class-scores", VERSION, byClass::save, (in, version) -> byClass.restore(in)));
        }
        return state;
    }

    @Override
    public void follow(Learner before) throws IOException {
        PoolLearner other = (PoolLearner) before;
        pool.follow(other.pool);
        List<StatePart> theirs = other.counted();
        List<StatePart> ours = counted();
        for (int i = 0; i < ours.size(); i++) {
            StateCopy.of(theirs.get(i), ours.get(i));
        }
    }

    private void save(DataOutput out) throws IOException {
        out.writeLong(step);
        out.writeLong(trained);
        out.writeLong(leftOut);
        out.writeLong(replayed);
    }

    private void restore(DataInput in, int version) throws IOException {
        step = in.readLong();
        trained = in.readLong();
        leftOut = version >= COUNTS_VERSION ? in.readLong() : 0;
        replayed = version >= COUNTS_VERSION ? in.readLong() : 0;
    }

    @Override
    public Map<String, byte[]> files() throws IOException {
        return Map.of(FILE, PoolFile.bytes(pool));
    }

    @Override
    public Optional<Value> predict(Formula formula) {
        return pool.predict(formula);
    }

    @Override
    public Map<String, Object> describe() {
        return pool.describe();
    }

    @Override
    public Probe probe(List<Example> examples) {
        float[] predictions = new float[examples.size() * pool.outputs()];
        pool.predict(examples, predictions);
        return new Probe(null, predictions);
    }

    @Override
    public ExamplePredictor predictor() {
        return new PoolPredictor(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}

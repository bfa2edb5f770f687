package io.rdrop.learn;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.state.StatePart;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A {@link Guard} of a network on rows of numbers. Good states are kept of networks of at most {@value #MOST_BYTES}
 * bytes.
 */
public final class GuardedModel extends Guard<TrainableModel, TensorBatch> {
    private static final long MOST_BYTES = 16 << 20;
    /** An update of a large network moves more than so many bytes: a copy may cost no more than that. */
    private static final long BYTES_PER_UPDATE = 2048;

    /** No finite network makes an infinite number of inputs and targets up to here. */
    private static final double SOUND = 1e9;

    private final Supplier<TrainableModel> networks;
    private float[] reserveOutputs = {};

    /**
     * A new network.
     *
     * @param spec of the network
     * @param networks makes it, and others like it
     */
    public GuardedModel(ModelSpec spec, Supplier<TrainableModel> networks) {
        this(
                networks,
                spec.model().guard(),
                spec.model().gradientClip() == null,
                drops(spec),
                spec.shapes().isClassifier() ? spec.shapes().outputs() : 0,
                spec.model().updater().stepSize());
    }

    GuardedModel(
            Supplier<TrainableModel> networks,
            boolean guards,
            boolean shortens,
            boolean drops,
            int classes,
            double configuredRate) {
        super(new Settings(guards, shortens, drops, classes, configuredRate, MOST_BYTES), networks.get());
        this.networks = networks;
    }

    /** Whether passes hardly ever drop the same units; of a network from a file nobody knows. */
    private static boolean drops(ModelSpec spec) {
        ModelConfig model = spec.model();
        if (spec.type() == ModelType.TRANSFORMER) {
            return model.dropout() > 0;
        }
        int units = model.hidden().stream().mapToInt(Integer::intValue).sum();
        return model.file() == null && model.dropout() * units >= 1;
    }

    /**
     * Looks at what the network predicted, and takes it back if it has diverged.
     *
     * @param outputs as the network gave them
     */
    void judge(TensorBatch batch, float[] outputs) {
        if (guards()) {
            judge(batch, divergence().excess(batch, outputs));
        }
    }

    @Override
    protected TrainableModel create() {
        return networks.get();
    }

    @Override
    protected UpdateResult update(TrainableModel of, TensorBatch batch, GradientLimit limit) {
        return of.update(batch, limit);
    }

    @Override
    protected int rows(TensorBatch batch) {
        return batch.rows();
    }

    @Override
    protected Divergence.Excess excess(TrainableModel of, TensorBatch batch, Divergence by) {
        int length = batch.rows() * of.outputs();
        if (reserveOutputs.length < length) {
            reserveOutputs = new float[length];
        }
        of.predict(batch, reserveOutputs);
        return by.excess(batch, reserveOutputs);
    }

    @Override
    protected void observe(TensorBatch batch, Divergence by) {
        by.observe(batch.targets(), batch.rows());
    }

    @Override
    protected boolean isSound(TensorBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            if (Math.abs(batch.targets()[row]) > SOUND) {
                return false;
            }
        }
        SparseRows sparse = batch.sparse();
        int values = sparse == null ? batch.rows() * batch.width() : sparse.entries();
        for (int i = 0; i < values; i++) {
            if (!(Math.abs(sparse == null ? batch.inputs()[i] : sparse.value(i)) <= SOUND)) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected void scaleLearningRate(TrainableModel of, double factor) {
        of.scaleLearningRate(factor);
    }

    @Override
    protected void countFrom(TrainableModel next, TrainableModel before) {
        next.countFrom(before.step(), before.examples());
    }

    @Override
    protected long stateBytes(TrainableModel of) {
        return of.stateBytes();
    }

    @Override
    protected long period(TrainableModel of) {
        return Math.max(PERIOD, of.stateBytes() / BYTES_PER_UPDATE);
    }

    @Override
    protected void save(TrainableModel of, DataOutput out) throws IOException {
        of.save(out);
    }

    @Override
    protected void restore(TrainableModel of, DataInput in) throws IOException {
        of.restore(in);
    }

    @Override
    protected void close(TrainableModel of) {
        of.close();
    }

    /** What is known of the network's course, then the network. */
    List<StatePart> state() {
        boolean[] isKnown = {false};
        return List.of(
                new StatePart("guard", 1, this::saveCourse, (in, version) -> isKnown[0] = restoreCourse(in)),
                new StatePart("model", 1, out -> network().save(out), (in, version) -> {
                    network().restore(in);
                    if (!isKnown[0]) {
                        takeForGood();
                    }
                }));
    }
}

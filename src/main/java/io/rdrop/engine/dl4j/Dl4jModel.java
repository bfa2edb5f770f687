package io.rdrop.engine.dl4j;

import io.rdrop.config.RDropConfig;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.BagTable;
import io.rdrop.engine.dense.IdleSteps;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A DL4J network that learns with R-Drop. An update is what DL4J's {@code fit} does with the stacked batch (gradient,
 * gradient normalisation, L1 and L2, updater with its schedules, step, weight decay, constraints), taken apart so that the
 * gradient can be looked at before it is applied, and so that an {@link Engine} can compute each part faster than DL4J does.
 *
 * <p>Parameters and optimiser state are in DL4J's flattened order: layers from input to output (of a ComputationGraph in
 * topological order), in each layer its parameters in DL4J's order, weights column-major; the optimiser state is that of
 * {@code Updater.getStateViewArray()}. That is what is exported and hashed; what an engine with a table has in memory, and saves, is
 * in {@link ModelState}.
 */
final class Dl4jModel implements TrainableModel, RDropUpdate.Steps {
    private final Definition standard;
    private final String fingerprint;
    private final Network network;
    private final Model model;
    private final Backprop backprop;
    private final Optimiser optimiser;
    private final @Nullable BagTable table;
    private final Shapes shapes;
    private final RDropUpdate update;

    /**
     * @param standard what is exported; not modified
     * @param network built from the training configuration; owned from here on
     * @param counter draws its masks
     * @param engine computes its steps; owned from here on
     */
    Dl4jModel(
            Definition standard,
            Network network,
            DropoutCounter counter,
            Engine engine,
            RDropConfig rDrop,
            @Nullable Double gradientClip,
            Shapes shapes) {
        this.standard = standard;
        this.fingerprint = Fingerprint.of(standard);
        this.network = network;
        this.model = network.model();
        this.backprop = engine.backprop();
        this.optimiser = engine.optimiser();
        this.table = engine.table();
        this.shapes = shapes;
        this.update = new RDropUpdate(rDrop, gradientClip, counter, this);
    }

    @Override
    public int inputs() {
        return shapes.inputs();
    }

    @Override
    public int outputs() {
        return shapes.outputs();
    }

    @Override
    public long step() {
        return update.step();
    }

    @Override
    public long parameters() {
        return model.numParams();
    }

    @Override
    public long stateBytes() {
        INDArray state = updaterState();
        return Float.BYTES * (model.numParams() + (state == null ? 0 : state.length()));
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        if (predictions.length < batch.rows() * shapes.outputs()) {
            throw new IllegalArgumentException("predictions must hold rows * outputs = "
                    + batch.rows() * shapes.outputs() + " values but holds " + predictions.length);
        }
        if (batch.rows() == 0) {
            return;
        }
        backprop.predict(batch, predictions);
    }

    @Override
    public UpdateResult update(TensorBatch batch) {
        return update.update(batch);
    }

    @Override
    public LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        return backprop.backpropagate(batch, isPlain, alpha);
    }

    @Override
    public double gradientNorm() {
        return optimiser.gradientNorm();
    }

    @Override
    public void apply(double scale, int rows) {
        optimiser.step(scale, BaseOptimizer.getIterationCount(model), BaseOptimizer.getEpochCount(model), rows);
        BaseOptimizer.incrementIterationCount(model, 1);
        backprop.parametersChanged();
    }

    @Override
    public void endUpdate() {
        backprop.endUpdate();
    }

    /** Of the first layer that has one; NaN if none has (AdaDelta). */
    @Override
    public double learningRate() {
        int iteration = BaseOptimizer.getIterationCount(model);
        int epoch = BaseOptimizer.getEpochCount(model);
        for (Trainable trainable : network.trainables()) {
            for (Map.Entry<String, INDArray> parameter :
                    trainable.paramTable(false).entrySet()) {
                IUpdater updater = trainable.getConfig().getUpdaterByParam(parameter.getKey());
                if (updater.hasLearningRate()) {
                    return updater.getLearningRate(iteration, epoch);
                }
            }
        }
        return Double.NaN;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        int iteration = BaseOptimizer.getIterationCount(model);
        int epoch = BaseOptimizer.getEpochCount(model);
        LazyRows rows = table == null ? null : new LazyRows(table.upTo(), table.settings());
        ModelState.write(
                out,
                fingerprint,
                update.step(),
                update.examples(),
                iteration,
                epoch,
                model.params(),
                updaterState(),
                rows);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        INDArray into = updaterState();
        ModelState state =
                ModelState.read(in, fingerprint, shapes.inputs(), model.numParams(), into == null ? 0 : into.length());
        HostFloats.of(model.params()).put(0, state.parameters(), state.parameters().length);
        if (into != null) {
            HostFloats.of(into).put(0, state.updaterState(), state.updaterState().length);
        }
        network.progress(state.iteration(), state.epoch());
        layOut(state);
        backprop.parametersChanged();
        update.resume(state.step(), state.examples());
    }

    /** Turns the first weights, if they were saved as a table and are none here, or the other way round. */
    private void layOut(ModelState state) throws IOException {
        LazyRows rows = state.table();
        if (table != null && rows != null) {
            table.resume(rows.upTo(), rows.settings(), state.iteration());
        } else if (table != null) {
            table.fromStandard(state.iteration());
        } else if (rows != null) {
            BagTable saved = IdleSteps.of(rows.settings())
                    .flatMap(idle -> NetworkPlans.compile(network)
                            .flatMap(layers -> OptimiserPlans.table(network, layers.get(0), idle)))
                    .orElseThrow(
                            () -> new IOException(
                                    "state is of a network whose first weights are a table, which this network cannot take on"));
            saved.toStandard(rows.upTo(), state.iteration());
        }
    }

    @Override
    public String stateSha256() {
        try (StandardArrays arrays = standardArrays()) {
            return Sha256.ofFloats(arrays.parameters(), arrays.updaterState());
        }
    }

    @Override
    public String exportName() {
        return "model.zip";
    }

    @Override
    public void export(OutputStream out) throws IOException {
        Definition exported = standard.copy();
        exported.progress(BaseOptimizer.getIterationCount(model), BaseOptimizer.getEpochCount(model));
        try (StandardArrays arrays = standardArrays()) {
            StandardZip.write(out, exported.json(), arrays.parameters(), arrays.updaterState());
        }
    }

    private StandardArrays standardArrays() {
        return table == null
                ? StandardArrays.of(model.params(), updaterState())
                : StandardArrays.of(network, table, BaseOptimizer.getIterationCount(model));
    }

    /** Null for an optimiser without state. */
    private @Nullable INDArray updaterState() {
        return network.updater().getStateViewArray();
    }

    @Override
    public void close() {
        backprop.close();
        network.close();
    }
}

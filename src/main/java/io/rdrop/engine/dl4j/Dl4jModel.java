package io.rdrop.engine.dl4j;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.Sha256;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.dense.StandardZip;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A DL4J network that learns with R-Drop. An update is what DL4J's {@code fit} does with the stacked batch (gradient,
 * gradient normalisation, L1 and L2, updater with its schedules, step, weight decay, constraints), taken apart so that
 * the gradient can be looked at before it is applied.
 *
 * <p>Parameters and optimiser state are in DL4J's flattened order: layers from input to output (of a ComputationGraph
 * in topological order), in each layer its parameters in DL4J's order, weights column-major; the optimiser state is
 * that of {@code Updater.getStateViewArray()}.
 */
final class Dl4jModel implements TrainableModel, RDropUpdate.Steps {
    private final Definition standard;
    private final ModelState.Identity identity;
    private final Network network;
    private final Model model;
    private final Dl4jBackprop backprop;
    private final Dl4jOptimiser optimiser;
    private final Shapes shapes;
    private final RDropUpdate update;
    private double rate = 1;

    /** Exports the standard definition, which it does not modify; owns the network, which was built to be trained. */
    Dl4jModel(Definition standard, ModelState.Identity identity, Network network, Training training, ModelSpec spec) {
        this.standard = standard;
        this.identity = identity;
        this.network = network;
        this.model = network.model();
        this.shapes = spec.shapes();
        this.backprop = new Dl4jBackprop(network, training, spec.rDrop().passes(), shapes);
        this.optimiser = new Dl4jOptimiser(network);
        this.update = new RDropUpdate(spec.rDrop(), spec.model().gradientClip(), training.counter(), this);
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
    public long examples() {
        return update.examples();
    }

    @Override
    public void countFrom(long step, long examples) {
        update.resume(step, examples);
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
        shapes.check(batch, predictions);
        if (batch.rows() > 0) {
            backprop.predict(batch, predictions);
        }
    }

    @Override
    public Optional<Value> predict(Formula formula, TensorGraph inputs) {
        return NetworkGraph.of(network, formula, inputs, shapes.masked());
    }

    @Override
    public OptionalDouble divergence(TensorBatch batch, long step) {
        return update.divergence(batch, step, this);
    }

    @Override
    public UpdateResult update(TensorBatch batch, GradientLimit limit) {
        return update.update(batch, this, limit);
    }

    @Override
    public void scaleLearningRate(double factor) {
        rate = factor;
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
        optimiser.step(scale, rate, BaseOptimizer.getIterationCount(model), BaseOptimizer.getEpochCount(model), rows);
        BaseOptimizer.incrementIterationCount(model, 1);
    }

    @Override
    public void endUpdate() {
        network.endUpdate();
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
                    return rate * updater.getLearningRate(iteration, epoch);
                }
            }
        }
        return Double.NaN;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        ModelState.write(
                out,
                identity,
                update.step(),
                update.examples(),
                BaseOptimizer.getIterationCount(model),
                BaseOptimizer.getEpochCount(model),
                HostFloats.of(model.params()),
                stateFloats(),
                null);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        INDArray into = updaterState();
        ModelState saved =
                ModelState.read(in, identity, shapes.inputs(), model.numParams(), into == null ? 0 : into.length());
        ModelState state = saved.table() == null ? saved : saved.standard(unitsOfFirst());
        HostFloats.of(model.params()).put(0, state.parameters(), state.parameters().length);
        if (into != null) {
            HostFloats.of(into).put(0, state.optimiserState(), state.optimiserState().length);
        }
        network.progress(state.iteration(), state.epoch());
        update.resume(state.step(), state.examples());
    }

    private int unitsOfFirst() {
        Map<String, INDArray> parameters = network.trainables().get(0).paramTable(false);
        return Math.toIntExact(parameters.values().iterator().next().size(1));
    }

    @Override
    public String stateSha256() {
        return Sha256.ofFloats(HostFloats.of(model.params()), stateFloats());
    }

    @Override
    public void export(OutputStream out) throws IOException {
        Definition exported = standard.copy();
        exported.progress(BaseOptimizer.getIterationCount(model), BaseOptimizer.getEpochCount(model));
        StandardZip.write(out, exported.json(), HostFloats.of(model.params()), stateFloats());
    }

    /** Null for an optimiser without state. */
    private @Nullable HostFloats stateFloats() {
        INDArray state = updaterState();
        return state == null ? null : HostFloats.of(state);
    }

    private @Nullable INDArray updaterState() {
        return network.updater().getStateViewArray();
    }

    @Override
    public void close() {
        backprop.close();
        network.close();
    }
}

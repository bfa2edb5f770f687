package io.rdrop.engine.torch;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.Floats;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.Safetensors;
import io.rdrop.engine.Sha256;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.DenseOrigin;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.dense.StandardZip;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Objective;
import io.rdrop.tensor.DenseRows;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A network that libtorch computes. Parameters and optimiser state are in DL4J's flattened order, so that each engine
 * goes on from the others' states, and what is exported is DL4J's file. A Transformer, which no other engine has, has
 * an order of its own, and a file of the same kind.
 *
 * <p>An update is one forward over the passes, the objective's gradient at the outputs, one backward, and the
 * optimiser's step over the flat parameters. Every tensor of an update is freed when it ends.
 */
@SuppressWarnings("try") // a scope is there to be closed
final class TorchModel implements TrainableModel, RDropUpdate.Steps {
    /** Entry of an exported file: the parameters by their names, for whoever has no DL4J. */
    static final String SAFETENSORS = Safetensors.ENTRY;

    private final Shapes shapes;
    private final int passes;
    private final Place place;
    private final DenseOrigin origin;
    private final ModelState.Identity identity;
    private final TorchNetwork network;
    private final TorchOptimiser optimiser;
    private final TorchObjective objective;
    private final Objective checks;
    private final Masks masks;
    private final RDropUpdate update;
    private final DenseRows dense = new DenseRows();
    private boolean hasStarted;
    private boolean isClosed;
    private int iteration;
    private int epoch;
    private double rate = 1;

    /**
     * A model that owns its network.
     *
     * @param origin where it starts, if it is not restored before it is used
     */
    TorchModel(ModelSpec spec, Place place, TorchNetwork network, DenseOrigin origin, ModelState.Identity identity) {
        this.shapes = spec.shapes();
        this.passes = spec.rDrop().passes();
        this.place = place;
        this.origin = origin;
        this.identity = identity;
        DropoutCounter counter = DropoutCounter.of(spec);
        this.masks = new Masks(counter);
        this.network = network;
        this.optimiser = new TorchOptimiser(spec.model().updater(), spec.model().weightDecay(), network.parameters());
        this.objective = new TorchObjective(
                shapes.isClassifier(), spec.rDrop().reduction(), spec.rDrop().labelSmoothing());
        this.checks = shapes.objective(spec.rDrop(), passes);
        this.update = new RDropUpdate(spec.rDrop(), spec.model().gradientClip(), counter, this);
        RDropUpdate.checkDropout("model", spec.rDrop(), network.hasDropout(), network.hasDropout());
        Libtorch.checkIsOn(place.device(), network.parameters().flat());
    }

    /** Parameters and gradients, for tests of gradients. */
    Parameters flat() {
        start();
        return network.parameters();
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
        return network.parameters().length();
    }

    @Override
    public long stateBytes() {
        return Float.BYTES * (parameters() + optimiser.state().numel());
    }

    @Override
    public void scaleLearningRate(double factor) {
        rate = factor;
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        shapes.check(batch, predictions);
        if (batch.rows() == 0) {
            return;
        }
        start();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor outputs = forward(batch, 1, null);
            Tensor shown = shapes.isClassifier() ? torch.softmax(outputs, 1) : outputs;
            Place.read(shown, predictions, batch.rows() * outputs());
        }
    }

    private Tensor forward(TensorBatch batch, int passesOfStep, @Nullable Masks drawn) {
        Step step = new Step(batch.rows(), passesOfStep, drawn, lengths(batch), place);
        Tensor inputs = place.of(dense.of(batch), batch.rows(), shapes.inputs());
        try (Place.Mixed mixed = place.mixed()) {
            return place.whole(network.forward(inputs, step));
        }
    }

    @Override
    public Optional<Value> predict(Formula formula, TensorGraph inputs) {
        start();
        Value rows = inputs.all(formula);
        boolean isPadded = shapes.masked() && shapes.input() instanceof InputShape.Tokens;
        Value mask = isPadded
                ? formula.toFloat(formula.graph()
                        .op("Not", formula.equal(rows, formula.graph().scalar(0f))))
                : null;
        Value outputs = network.graph(rows, new NetworkGraph(formula, mask));
        return Optional.of(shapes.isClassifier() ? formula.softmax(outputs) : outputs);
    }

    /** Tokens of each row; null for a network that is not told what padding is. */
    private int @Nullable [] lengths(TensorBatch batch) {
        if (!shapes.masked() || !(shapes.input() instanceof InputShape.Tokens)) {
            return null;
        }
        boolean[] mask = batch.mask();
        if (mask == null) {
            throw new IllegalArgumentException(
                    "the network is told which tokens are padding but the batch has no mask that says so");
        }
        int[] lengths = new int[batch.rows()];
        for (int at = 0; at < batch.rows() * batch.width(); at++) {
            int row = at / batch.width();
            if (mask[at] && lengths[row]++ != at % batch.width()) {
                throw new IllegalArgumentException(
                        "padding must follow the tokens of a row but row " + row + " has a token after it");
            }
        }
        return lengths;
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
    public LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        shapes.check(batch);
        checks.check(batch.targets(), batch.rows(), outputs(), null);
        start();
        int passesOfStep = isPlain ? 1 : passes;
        try (PointerScope scope = new PointerScope()) {
            network.parameters().gradient().zero_();
            Tensor outputs = forward(batch, passesOfStep, masks);
            TorchObjective.Result result = objective.evaluate(
                    outputs.view(passesOfStep, batch.rows(), outputs()),
                    batch.targets(),
                    batch.weights(),
                    batch.rows(),
                    alpha,
                    place);
            outputs.backward(
                    result.gradient().view(outputs.sizes()),
                    new BoolOptional(false),
                    false,
                    new TensorArrayRefOptional());
            return result.terms();
        }
    }

    /** In float64: squares of float32 overflow long before the norm does. */
    @Override
    public double gradientNorm() {
        try (PointerScope scope = new PointerScope()) {
            return network.parameters().gradient().to(ScalarType.Double).norm().item_double();
        }
    }

    @Override
    public double learningRate() {
        return rate * optimiser.learningRate();
    }

    @Override
    public void apply(double scale, int rows) {
        optimiser.step(scale, rate, iteration);
        iteration++;
    }

    @Override
    public void endUpdate() {
        // The scope of an update has freed what belonged to it.
    }

    /** Takes the first weights, unless there are some. */
    private void start() {
        if (!hasStarted) {
            start(origin.start());
        }
    }

    /** Takes parameters that were exported, to predict with them. */
    void start(float[] exported) {
        start(new DenseOrigin.Start(
                0, 0, exported, new float[(int) optimiser.state().numel()]));
    }

    private void start(DenseOrigin.Start from) {
        network.parameters().put(from.parameters());
        optimiser.put(from.optimiserState());
        iteration = from.iteration();
        epoch = from.epoch();
        hasStarted = true;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        start();
        ModelState.write(
                out,
                identity,
                update.step(),
                update.examples(),
                iteration,
                epoch,
                Parameters.floats(network.parameters().flat()),
                state(),
                null);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        ModelState found = ModelState.read(
                in, identity, inputs(), parameters(), optimiser.state().numel());
        ModelState saved = found.table() == null ? found : found.standard(network.firstUnits());
        start(new DenseOrigin.Start(saved.iteration(), saved.epoch(), saved.parameters(), saved.optimiserState()));
        update.resume(saved.step(), saved.examples());
    }

    @Override
    public String stateSha256() {
        start();
        return Sha256.ofFloats(Parameters.floats(network.parameters().flat()), state());
    }

    /** Null for an optimiser without state. */
    private @Nullable Floats state() {
        return optimiser.state().numel() == 0 ? null : Parameters.floats(optimiser.state());
    }

    @Override
    public void export(OutputStream out) throws IOException {
        start();
        StandardZip.write(
                out,
                origin.configuration(iteration, epoch),
                Parameters.floats(network.parameters().flat()),
                state(),
                new StandardZip.Extra(SAFETENSORS, network.parameters()::writeSafetensors));
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            optimiser.close();
            network.close();
        }
    }
}

package io.rdrop.engine.torch.sequence;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.Floats;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.Sha256;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.torch.Masks;
import io.rdrop.engine.torch.Parameters;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.TorchObjective;
import io.rdrop.engine.torch.TorchOptimiser;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What sequence networks share: flat parameters drawn from the seed, the optimiser, R-Drop per token, and the state. Of
 * the model's configuration optimiser, weight decay and gradient clip are read.
 */
@SuppressWarnings("try") // a scope is there to be closed
abstract class SequenceNetwork implements SequenceModel, RDropUpdate.Moves {
    private final int passes;
    private final int outputs;
    private final ModelState.Identity identity;
    private final Parameters parameters;
    private final TorchOptimiser optimiser;
    private final TorchObjective objective;
    private final DropoutCounter counter;
    private final Masks masks;
    private final RDropUpdate update;
    private int iteration;
    private double rate = 1;
    private boolean isClosed;

    /**
     * @param identity settings that another network must share to go on from its state
     * @param parameters of which all have been added
     */
    SequenceNetwork(
            String identity,
            SequenceSettings settings,
            ModelConfig model,
            RDropConfig rDrop,
            long seed,
            Parameters parameters) {
        RDropUpdate.checkDropout("model", rDrop, settings.dropout() > 0, settings.dropout() > 0);
        this.passes = rDrop.passes();
        this.outputs = settings.outputs();
        this.identity = new ModelState.Identity(
                null, identity + " " + settings + " " + model.updater().type());
        this.parameters = parameters;
        parameters.allocate();
        this.optimiser = new TorchOptimiser(model.updater(), model.weightDecay(), parameters);
        this.objective = new TorchObjective(true, rDrop.reduction(), rDrop.labelSmoothing());
        double[] rates =
                rDrop.dropoutRates().stream().mapToDouble(share -> share).toArray();
        this.counter = new DropoutCounter(seed, passes, rates, rDrop.dropoutSampling());
        this.masks = new Masks(counter);
        this.update = new RDropUpdate(rDrop, model.gradientClip(), counter, this);
        parameters.put(parameters.drawn(seed));
    }

    Parameters flat() {
        return parameters;
    }

    Place place() {
        return parameters.place();
    }

    /** Logits of all passes, [passes * rows, outputs], pass-major; masks are null for a prediction. */
    @FunctionalInterface
    interface Forward {
        Tensor logits(int passes, @Nullable Masks masks);
    }

    /** Class probabilities of each row, without dropout. */
    void predict(Forward forward, int rows, float[] probabilities) {
        if (probabilities.length < rows * outputs) {
            throw new IllegalArgumentException("probabilities must hold rows * outputs = " + rows * outputs
                    + " values but holds " + probabilities.length);
        }
        if (rows == 0) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Place.read(torch.softmax(logits(forward, 1, null), 1), probabilities, rows * outputs);
        }
    }

    /** One update on rows with a target each. */
    UpdateResult learn(Forward forward, double[] targets, int rows, GradientLimit limit) {
        if (rows < 1 || targets.length < rows) {
            throw new IllegalArgumentException(
                    "an update needs a token, and a target for each, but has " + rows + " and " + targets.length);
        }
        for (int row = 0; row < rows; row++) {
            RDropObjective.label(targets[row], outputs, row);
        }
        return update.update(rows, (isPlain, alpha) -> gradient(forward, targets, rows, isPlain, alpha), limit);
    }

    /** Leaves the gradient of the step at hand in the flat tensor. */
    LossTerms gradient(Forward forward, double[] targets, int rows, boolean isPlain, double alpha) {
        int passesOfStep = isPlain ? 1 : passes;
        try (PointerScope scope = new PointerScope()) {
            parameters.gradient().zero_();
            Tensor logits = logits(forward, passesOfStep, masks);
            TorchObjective.Result result =
                    objective.evaluate(logits.view(passesOfStep, rows, outputs), targets, rows, alpha, place());
            logits.backward(
                    result.gradient().view(logits.sizes()),
                    new BoolOptional(false),
                    false,
                    new TensorArrayRefOptional());
            return result.terms();
        }
    }

    private Tensor logits(Forward forward, int passesOfStep, @Nullable Masks drawn) {
        try (Place.Mixed mixed = place().mixed()) {
            return place().whole(forward.logits(passesOfStep, drawn));
        }
    }

    /** Sets the masks to those of a step, for tests of gradients. */
    void masksOf(long step) {
        counter.step(step);
    }

    @Override
    public long step() {
        return update.step();
    }

    @Override
    public long tokens() {
        return update.examples();
    }

    @Override
    public void countFrom(long step, long tokens) {
        update.resume(step, tokens);
    }

    @Override
    public long parameters() {
        return parameters.length();
    }

    @Override
    public void scaleLearningRate(double factor) {
        rate = factor;
    }

    @Override
    public double gradientNorm() {
        try (PointerScope scope = new PointerScope()) {
            return parameters.gradient().to(ScalarType.Double).norm().item_double();
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

    @Override
    public void save(DataOutput out) throws IOException {
        ModelState.write(
                out, identity, step(), tokens(), iteration, 0, Parameters.floats(parameters.flat()), state(), null);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        ModelState saved = ModelState.read(
                in, identity, 1, parameters.length(), optimiser.state().numel());
        parameters.put(saved.parameters());
        optimiser.put(saved.optimiserState());
        iteration = saved.iteration();
        update.resume(saved.step(), saved.examples());
    }

    @Override
    public String stateSha256() {
        return Sha256.ofFloats(Parameters.floats(parameters.flat()), state());
    }

    private @Nullable Floats state() {
        return optimiser.state().numel() == 0 ? null : Parameters.floats(optimiser.state());
    }

    @Override
    public void export(OutputStream out) throws IOException {
        parameters.writeSafetensors(out);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            optimiser.close();
            parameters.close();
        }
    }
}

package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.Sha256;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.DenseRows;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A dense or convolutional network that learns by the planned step. If its inputs are mostly 0, its first weights are a
 * {@link BagTable}.
 *
 * <p>Parameters and optimiser state are in DL4J's flattened order, which is what is exported and hashed; what a network
 * with a table has in memory, and saves, is in {@link ModelState}.
 */
public final class DenseModel implements TrainableModel, RDropUpdate.Steps {
    private final DenseNetwork network;
    private final Shapes shapes;
    private final int passes;
    private final ModelState.Identity identity;
    private final DenseOrigin origin;
    private final NativeFloats parameters;
    private final NativeFloats gradient;
    private final NativeFloats state;
    private final @Nullable BagTable table;
    private final @Nullable BagNetwork bag;
    private final @Nullable WholeNetwork whole;
    /** Those of which {@link #rowByRow} is made; empty where BLAS predicts rows one by one, too. */
    private final List<PlannedLayer> layersRowByRow;
    /** Null until it is asked for: a copy of the weights. */
    private @Nullable RowByRow rowByRow;

    private final PlannedOptimiser optimiser;
    private final OutputLoss loss;
    private final RDropUpdate update;
    private final DenseRows dense = new DenseRows();
    private final SparseRows sparse;
    private boolean hasStarted;
    private boolean isClosed;
    private int iteration;
    private int epoch;
    private double rate = 1;

    /** The origin is where it starts, if it is not restored before it is used. */
    public DenseModel(
            DenseNetwork network,
            DropoutCounter masks,
            ModelSpec spec,
            ModelState.Identity identity,
            DenseOrigin origin) {
        this.network = network;
        this.shapes = spec.shapes();
        this.passes = spec.rDrop().passes();
        this.identity = identity;
        this.origin = origin;
        this.parameters = NativeFloats.zeros((int) network.parameters());
        this.gradient = NativeFloats.zeros((int) network.parameters());
        this.state = NativeFloats.zeros((int) network.optimiserState());
        this.loss = new OutputLoss(shapes, spec.rDrop());
        this.sparse = new SparseRows(shapes.inputs());
        List<PlannedLayer> layers = network.layers(parameters, gradient);
        this.table =
                shapes.input() instanceof InputShape.Bag ? table(layers.get(0)).orElse(null) : null;
        this.bag = table == null ? null : new BagNetwork(layers, table, masks, loss);
        this.whole = table == null ? whole(layers, masks) : null;
        this.layersRowByRow = table == null && network.convolutions().isEmpty() && RowByRow.isFor(network.parameters())
                ? layers
                : List.of();
        this.optimiser = network.optimiser(parameters, gradient, state, table == null ? 0 : table.length());
        this.update = new RDropUpdate(spec.rDrop(), spec.model().gradientClip(), masks, this);
    }

    private WholeNetwork whole(List<PlannedLayer> layers, DropoutCounter masks) {
        return network.convolutions().isEmpty()
                ? new PlannedNetwork(layers, masks, loss)
                : new ConvolutionalNetwork(network.convolutions(parameters, gradient), layers, masks, loss);
    }

    /** The first layer as a table; empty if it drops inputs, or its optimiser cannot leave rows alone for a while. */
    private Optional<BagTable> table(PlannedLayer first) {
        return first.dropout() != null
                ? Optional.empty()
                : Optional.ofNullable(network.constant())
                        .flatMap(IdleSteps::of)
                        .map(idle -> new BagTable(
                                first.inputs(),
                                first.units(),
                                parameters,
                                state,
                                network.blocks().get(0).to(),
                                idle));
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
        return parameters.length();
    }

    @Override
    public long stateBytes() {
        return Float.BYTES * (parameters.length() + state.length());
    }

    @Override
    public void predict(TensorBatch batch, float[] predictions) {
        shapes.check(batch, predictions);
        if (batch.rows() == 0) {
            return;
        }
        start();
        if (bag != null) {
            bag.predict(sparse(batch), iteration, predictions);
        } else if (whole != null) {
            whole.predict(dense.of(batch), batch.rows(), predictions);
        }
        if (shapes.isClassifier()) {
            Softmax.rows(predictions, batch.rows(), shapes.outputs());
        }
    }

    @Override
    public boolean predictEach(TensorBatch batch, float[] predictions) {
        if (layersRowByRow.isEmpty()) {
            return TrainableModel.super.predictEach(batch, predictions);
        }
        shapes.check(batch, predictions);
        start();
        if (rowByRow == null) {
            rowByRow = new RowByRow(layersRowByRow);
        }
        rowByRow.predict(dense.of(batch), batch.rows(), predictions);
        if (shapes.isClassifier()) {
            Softmax.rows(predictions, batch.rows(), shapes.outputs());
        }
        return true;
    }

    @Override
    public Optional<Value> predict(Formula formula, TensorGraph inputs) {
        start();
        Value outputs;
        if (table == null) {
            outputs = network.predict(formula, inputs, parameters);
        } else {
            try (Copies copies = standard(table)) {
                outputs = network.predict(formula, inputs, copies.parameters);
            }
        }
        return Optional.of(shapes.isClassifier() ? formula.softmax(outputs) : outputs);
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
        if (table != null) {
            table.scaleLearningRate(factor, iteration);
        }
    }

    @Override
    public LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha) {
        shapes.check(batch);
        loss.begin(batch, alpha);
        start();
        int passesOfStep = isPlain ? 1 : passes;
        if (bag != null) {
            bag.backpropagate(sparse(batch), passesOfStep, iteration, epoch);
        } else if (whole != null) {
            whole.backpropagate(dense.of(batch), batch.rows(), passesOfStep, iteration, epoch);
        }
        return loss.latest();
    }

    private SparseRows sparse(TensorBatch batch) {
        if (batch.sparse() != null) {
            return batch.sparse();
        }
        sparse.clear();
        sparse.addRows(batch.inputs(), batch.rows());
        return sparse;
    }

    @Override
    public double gradientNorm() {
        return Math.sqrt(optimiser.gradientSquares() + (table == null ? 0 : table.gradientSquares()));
    }

    @Override
    public double learningRate() {
        return rate * network.blocks().get(0).learningRate().at(iteration, epoch);
    }

    @Override
    public void apply(double scale, int rows) {
        if (table != null) {
            table.step(scale, iteration);
        }
        optimiser.step(scale, rate, iteration, epoch);
        iteration++;
        parametersChanged();
    }

    @Override
    public void endUpdate() {
        // What is kept of a batch knows its rows.
    }

    private void parametersChanged() {
        if (bag != null) {
            bag.parametersChanged();
        } else if (whole != null) {
            whole.parametersChanged();
        }
        if (rowByRow != null) {
            rowByRow.parametersChanged();
        }
    }

    /** Takes the first weights, unless there are some. */
    private void start() {
        if (!hasStarted) {
            start(origin.start(), null);
        }
    }

    /** Takes parameters that were exported, to predict with them. */
    void start(float[] exported) {
        start(new DenseOrigin.Start(0, 0, exported, new float[(int) state.length()]), null);
    }

    /** @param rows of a table, as which the first weights lie in memory; null if they are in the flattened order */
    private void start(DenseOrigin.Start from, @Nullable LazyRows rows) {
        put(from.parameters(), from.optimiserState());
        iteration = from.iteration();
        epoch = from.epoch();
        if (table != null && rows != null) {
            table.resume(rows.upTo(), rows.settings(), iteration);
        } else if (table != null) {
            table.fromStandard(iteration);
        }
        hasStarted = true;
        parametersChanged();
    }

    private void put(float[] values, float[] optimiserState) {
        if (values.length != parameters.length() || optimiserState.length != state.length()) {
            throw new IllegalArgumentException("the network has " + parameters.length() + " parameters and "
                    + state.length() + " values of optimiser state but was given " + values.length + " and "
                    + optimiserState.length);
        }
        parameters.put(0, values, 0, values.length);
        state.put(0, optimiserState, 0, optimiserState.length);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        start();
        LazyRows rows = table == null ? null : new LazyRows(table.upTo(), table.settings());
        ModelState.write(out, identity, update.step(), update.examples(), iteration, epoch, parameters, state, rows);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        ModelState saved = ModelState.read(in, identity, shapes.inputs(), parameters.length(), state.length());
        if (table == null) {
            saved = saved.standard(network.layers().get(0).units());
        }
        start(
                new DenseOrigin.Start(saved.iteration(), saved.epoch(), saved.parameters(), saved.optimiserState()),
                saved.table());
        update.resume(saved.step(), saved.examples());
    }

    @Override
    public String stateSha256() {
        start();
        if (table == null) {
            return Sha256.ofFloats(parameters, state);
        }
        try (Copies copies = standard(table)) {
            return Sha256.ofFloats(copies.parameters, copies.state);
        }
    }

    @Override
    public void export(OutputStream out) throws IOException {
        start();
        String configuration = origin.configuration(iteration, epoch);
        if (table == null) {
            StandardZip.write(out, configuration, parameters, state);
            return;
        }
        try (Copies copies = standard(table)) {
            StandardZip.write(out, configuration, copies.parameters, copies.state);
        }
    }

    /** Copies in which the first weights lie as DL4J has them. */
    private record Copies(NativeFloats parameters, NativeFloats state) implements AutoCloseable {
        @Override
        public void close() {
            parameters.close();
            state.close();
        }
    }

    private Copies standard(BagTable rows) {
        Copies copies =
                new Copies(NativeFloats.zeros((int) parameters.length()), NativeFloats.zeros((int) state.length()));
        copies.parameters.copy(parameters);
        copies.state.copy(state);
        rows.toStandard(iteration, copies.parameters, copies.state);
        return copies;
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (bag != null) {
            bag.close();
        } else if (whole != null) {
            whole.close();
        }
        parameters.close();
        gradient.close();
        state.close();
    }
}

package io.rdrop.engine;

import io.rdrop.Public;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The port that every engine implements: a network that predicts, and that learns with R-Drop one micro-batch at a
 * time. Same configuration, seed and updates give the same bytes.
 */
@Public
public interface TrainableModel extends Predictor {
    /** The file of a version that holds what {@link #export} writes. */
    String EXPORT = "model.zip";

    /** Updates made so far; the next one draws its dropout masks from this number. */
    long step();

    /** Examples in those updates. */
    long examples();

    /** Counts updates and examples on from there. */
    void countFrom(long step, long examples);

    /** Trainable parameters. */
    long parameters();

    /** Bytes of parameters and optimiser state, float32: about what {@link #save} and {@link #export} write. */
    long stateBytes();

    /**
     * One update on the R-Drop objective; the limit says how much of the gradient is applied, beside {@code
     * model.gradient-clip}.
     */
    UpdateResult update(TensorBatch batch, GradientLimit limit);

    /** One update without a limit. */
    default UpdateResult update(TensorBatch batch) {
        return update(batch, GradientLimit.NONE);
    }

    /**
     * What the optimiser's step size is multiplied by from the next update on; 1 in a new model. Not part of what
     * {@link #save} writes: to be set before {@link #restore}.
     */
    void scaleLearningRate(double factor);

    /** Writes parameters, optimiser state and step, exactly. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if the state is damaged or of another network; the model is then unusable
     */
    void restore(DataInput in) throws IOException;

    /** SHA-256 (hex) of parameters, then optimiser state (float32, little-endian, in the engine's documented order). */
    String stateSha256();

    /**
     * What {@link #predict} gives, in a graph.
     *
     * @return [rows, outputs] float32; empty if no operators are known that do it
     */
    default Optional<Value> predict(Formula formula, TensorGraph inputs) {
        return Optional.empty();
    }

    /** Writes the model in the engine's own portable format, loadable without this project. */
    void export(OutputStream out) throws IOException;
}

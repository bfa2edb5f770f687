package io.rdrop.engine;

import io.rdrop.Public;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;

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

    /** Trainable parameters. */
    long parameters();

    /** Bytes of parameters and optimiser state, float32: about what {@link #save} and {@link #export} write. */
    long stateBytes();

    /** One update on the R-Drop objective. */
    UpdateResult update(TensorBatch batch);

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

    /** Writes the model in the engine's own portable format, loadable without this project. */
    void export(OutputStream out) throws IOException;
}

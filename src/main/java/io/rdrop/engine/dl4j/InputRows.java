package io.rdrop.engine.dl4j;

import io.rdrop.engine.Shapes;
import io.rdrop.tensor.DenseRows;
import io.rdrop.tensor.TensorBatch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inputs of a batch, once per pass, and the mask that hides the padding of tokens from the network. Owns its arrays.
 *
 * <p>Of a row that is padding alone the first position is shown: a maximum, a mean or a last step over no position at
 * all would be infinite or refused.
 */
final class InputRows implements AutoCloseable {
    private final int passes;
    private final Shapes shapes;
    private final RowBuffer inputs;
    private final RowBuffer mask;
    private float[] shown = {};
    private final DenseRows whole = new DenseRows();
    private int rows;

    InputRows(int passes, Shapes shapes) {
        this.passes = passes;
        this.shapes = shapes;
        this.inputs = new RowBuffer(shapes.inputs());
        this.mask = new RowBuffer(shapes.inputs());
    }

    /** @throws IllegalArgumentException if the batch is of another width, or has an unknown token number */
    void fill(TensorBatch batch) {
        shapes.check(batch);
        rows = passes * batch.rows();
        put(batch, whole.of(batch), inputs());
        INDArray shownRows = mask();
        if (shownRows != null) {
            put(batch, readMask(batch), shownRows);
        }
    }

    private void put(TensorBatch batch, float[] values, INDArray into) {
        int length = batch.rows() * batch.width();
        HostFloats memory = HostFloats.of(into);
        for (int pass = 0; pass < passes; pass++) {
            memory.put((long) pass * length, values, length);
        }
    }

    private float[] readMask(TensorBatch batch) {
        boolean[] mask = batch.mask();
        if (mask == null) {
            throw new IllegalArgumentException(
                    "the network is told which tokens are padding but the batch has no mask that says so");
        }
        int width = batch.width();
        if (shown.length < batch.rows() * width) {
            shown = new float[batch.rows() * width];
        }
        for (int row = 0; row < batch.rows(); row++) {
            boolean any = false;
            for (int at = row * width; at < (row + 1) * width; at++) {
                shown[at] = mask[at] ? 1 : 0;
                any |= mask[at];
            }
            if (!any) {
                shown[row * width] = 1;
            }
        }
        return shown;
    }

    /** [passes * rows, inputs] */
    INDArray inputs() {
        return inputs.rows(rows);
    }

    /** [passes * rows, inputs], 0 where the input is padding and 1 elsewhere; null for a network that is not told */
    @Nullable
    INDArray mask() {
        return shapes.masked() ? mask.rows(rows) : null;
    }

    @Override
    public void close() {
        inputs.close();
        mask.close();
    }
}

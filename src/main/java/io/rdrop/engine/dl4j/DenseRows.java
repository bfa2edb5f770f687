package io.rdrop.engine.dl4j;

import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;

/** Inputs of batches with their zeros, for what takes no others. Reuses its memory. */
final class DenseRows {
    private float[] whole = {};

    /** The batch's own array, or one that is valid until the next call: [rows, width] or longer. */
    float[] of(TensorBatch batch) {
        SparseRows sparse = batch.sparse();
        if (sparse == null) {
            return batch.inputs();
        }
        int length = Math.multiplyExact(batch.rows(), batch.width());
        if (whole.length < length) {
            whole = new float[length];
        }
        sparse.toDense(whole);
        return whole;
    }
}

package io.rdrop.tensor;

/** Inputs of batches with their zeros, for what takes no others. Reuses its memory. */
public final class DenseRows {
    private float[] whole = {};

    /** The batch's own array, or one that is valid until the next call: [rows, width] or longer. */
    public float[] of(TensorBatch batch) {
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

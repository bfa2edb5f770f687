package io.rdrop.model.dl4j;

import io.rdrop.model.TensorBatch;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch, once per pass, as the arrays that DL4J trains on. Owns them. */
final class StackedBatch implements AutoCloseable {
    private final int passes;
    private final Dl4jModel.Size size;
    private final RowBuffer inputs;
    private final RowBuffer labels;
    private float[] oneHot = {};
    private int rows;

    StackedBatch(int passes, Dl4jModel.Size size) {
        this.passes = passes;
        this.size = size;
        this.inputs = new RowBuffer(size.inputs());
        this.labels = new RowBuffer(size.outputs());
    }

    /** @throws IllegalArgumentException if the batch is empty, of another width, or a label is out of range */
    void fill(TensorBatch batch) {
        check(batch, size);
        if (batch.rows() < 1) {
            throw new IllegalArgumentException("an update needs at least one row but the batch had none");
        }
        int oneHotLength = batch.rows() * size.outputs();
        if (oneHot.length < oneHotLength) {
            oneHot = new float[oneHotLength];
        }
        Arrays.fill(oneHot, 0, oneHotLength, 0f);
        for (int row = 0; row < batch.rows(); row++) {
            double target = batch.targets()[row];
            if (Double.isNaN(target)) {
                continue; // a row of zeros has no label
            }
            int label = (int) target;
            if (label < 0 || label >= size.outputs() || label != target) {
                throw new IllegalArgumentException(
                        "label must be within 0.." + (size.outputs() - 1) + " but was " + target + " in row " + row);
            }
            oneHot[row * size.outputs() + label] = 1;
        }
        rows = passes * batch.rows();
        HostFloats inputMemory = HostFloats.of(inputs());
        HostFloats labelMemory = HostFloats.of(labels());
        for (int pass = 0; pass < passes; pass++) {
            int first = pass * batch.rows();
            inputMemory.put((long) first * size.inputs(), batch.inputs(), batch.rows() * size.inputs());
            labelMemory.put((long) first * size.outputs(), oneHot, oneHotLength);
        }
    }

    static void check(TensorBatch batch, Dl4jModel.Size size) {
        if (batch.width() != size.inputs()) {
            throw new IllegalArgumentException(
                    "the network takes " + size.inputs() + " inputs but the batch is " + batch.width() + " wide");
        }
    }

    /** [passes * rows, inputs] */
    INDArray inputs() {
        return inputs.rows(rows);
    }

    /** [passes * rows, classes], one-hot; zeros in a row without label */
    INDArray labels() {
        return labels.rows(rows);
    }

    @Override
    public void close() {
        inputs.close();
        labels.close();
    }
}

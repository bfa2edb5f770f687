package io.rdrop.engine.dl4j;

import io.rdrop.engine.Shapes;
import io.rdrop.objective.RDropObjective;
import io.rdrop.tensor.TensorBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch, once per pass, as the arrays that DL4J trains on. Owns them. */
final class StackedBatch implements AutoCloseable {
    private final int passes;
    private final Shapes shapes;
    private final InputRows inputs;
    private final RowBuffer labels;
    private float[] labelRows = {};
    private int rows;

    StackedBatch(int passes, Shapes shapes) {
        this.passes = passes;
        this.shapes = shapes;
        this.inputs = new InputRows(passes, shapes);
        this.labels = new RowBuffer(shapes.outputs());
    }

    /** @throws IllegalArgumentException if inputs do not fit, or a class is out of range */
    void fill(TensorBatch batch) {
        int length = batch.rows() * shapes.outputs();
        if (labelRows.length < length) {
            labelRows = new float[length];
        }
        if (shapes.isClassifier()) {
            oneHot(batch, shapes.outputs());
        } else {
            numbers(batch);
        }
        inputs.fill(batch);
        rows = passes * batch.rows();
        HostFloats memory = HostFloats.of(labels());
        for (int pass = 0; pass < passes; pass++) {
            memory.put((long) pass * length, labelRows, length);
        }
    }

    private void oneHot(TensorBatch batch, int classes) {
        Arrays.fill(labelRows, 0, batch.rows() * classes, 0f);
        for (int row = 0; row < batch.rows(); row++) {
            int label = RDropObjective.label(batch.targets()[row], classes, row);
            if (label != RDropObjective.UNLABELLED) { // a row of zeros has no label
                labelRows[row * classes + label] = 1;
            }
        }
    }

    private void numbers(TensorBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            labelRows[row] = (float) batch.targets()[row];
        }
    }

    /** [passes * rows, inputs] */
    INDArray inputs() {
        return inputs.inputs();
    }

    /** [passes * rows, inputs], 0 where the input is padding; null for a network that is not told */
    @Nullable
    INDArray mask() {
        return inputs.mask();
    }

    /** [passes * rows, outputs]: classes one-hot, zeros without label; numbers as they are, NaN without one */
    INDArray labels() {
        return labels.rows(rows);
    }

    @Override
    public void close() {
        inputs.close();
        labels.close();
    }
}

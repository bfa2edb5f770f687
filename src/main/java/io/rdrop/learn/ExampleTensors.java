package io.rdrop.learn;

import io.rdrop.encode.Encoder;
import io.rdrop.encode.SparseEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.example.Example;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.util.List;
import java.util.Optional;

/** Examples as tensors, in memory that is used again. */
final class ExampleTensors {
    private final Encoder encoder;
    private final TargetEncoder targetEncoder;
    private final Optional<SparseEncoder> sparse;
    private final SparseRows sparseInputs;
    private float[] inputs = {};
    private double[] targets = {};
    private double[] weights = {};

    ExampleTensors(Encoder encoder, TargetEncoder targetEncoder) {
        this.encoder = encoder;
        this.targetEncoder = targetEncoder;
        this.sparse = SparseEncoder.of(encoder);
        this.sparseInputs = new SparseRows(encoder.width());
    }

    /** Valid until the next call. */
    TensorBatch of(List<Example> examples) {
        int rows = examples.size();
        if (targets.length < rows) {
            targets = new double[rows];
            weights = new double[rows];
            inputs = sparse.isPresent() ? inputs : new float[rows * encoder.width()];
        }
        boolean isWeighed = false;
        for (int row = 0; row < rows; row++) {
            Example example = examples.get(row);
            targets[row] = targetEncoder.encode(example.target());
            weights[row] = example.weight();
            isWeighed |= example.weight() != Example.FULL_WEIGHT;
        }
        TensorBatch batch = inputs(examples);
        return isWeighed ? batch.weighing(weights) : batch;
    }

    private TensorBatch inputs(List<Example> examples) {
        int rows = examples.size();
        if (sparse.isPresent()) {
            sparse.get().encode(examples, sparseInputs);
            return new TensorBatch(sparseInputs, targets);
        }
        encoder.encode(examples, inputs);
        return new TensorBatch(rows, encoder.width(), inputs, encoder.mask(inputs, rows), targets);
    }
}

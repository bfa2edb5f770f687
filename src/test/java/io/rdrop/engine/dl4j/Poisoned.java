package io.rdrop.engine.dl4j;

import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.dense.ModelState;
import io.rdrop.engine.dense.ModelState.Identity;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An update of a model one of whose weights is NaN for as long as it takes. The model has an optimiser with state. */
final class Poisoned {
    private Poisoned() {}

    static UpdateResult update(TrainableModel model, TensorBatch batch) throws IOException {
        float healthy = exchange(model, Float.NaN);
        UpdateResult result = model.update(batch);
        exchange(model, healthy);
        return result;
    }

    /** Exchanges the last weight, a bias of the output; returns what it was. */
    private static float exchange(TrainableModel model, float value) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        model.save(new DataOutputStream(saved));
        DataInputStream header = new DataInputStream(new ByteArrayInputStream(saved.toByteArray()));
        header.readInt();
        Identity identity = new Identity(header.readUTF(), null);
        ModelState state = ModelState.read(
                new DataInputStream(new ByteArrayInputStream(saved.toByteArray())),
                identity,
                model.inputs(),
                model.parameters(),
                model.stateBytes() / Float.BYTES - model.parameters());
        float[] parameters = state.parameters();
        float before = parameters[parameters.length - 1];
        parameters[parameters.length - 1] = value;
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (INDArray values = Nd4j.createFromArray(parameters);
                INDArray moments = Nd4j.createFromArray(state.optimiserState())) {
            ModelState.write(
                    new DataOutputStream(changed),
                    identity,
                    state.step(),
                    state.examples(),
                    state.iteration(),
                    state.epoch(),
                    HostFloats.of(values),
                    HostFloats.of(moments),
                    null);
        }
        model.restore(new DataInputStream(new ByteArrayInputStream(changed.toByteArray())));
        return before;
    }
}

package io.rdrop.engine.torch;

import io.rdrop.engine.Floats;
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

/** An update of a model one of whose weights is NaN for as long as it takes. */
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
        boolean isOfSettings = header.readInt() > 2;
        String of = header.readUTF();
        Identity identity = isOfSettings ? new Identity(null, of) : new Identity(of, null);
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
        ModelState.write(
                new DataOutputStream(changed),
                identity,
                state.step(),
                state.examples(),
                state.iteration(),
                state.epoch(),
                floats(parameters),
                floats(state.optimiserState()),
                null);
        model.restore(new DataInputStream(new ByteArrayInputStream(changed.toByteArray())));
        return before;
    }

    private static Floats floats(float[] values) {
        return new Floats() {
            @Override
            public long length() {
                return values.length;
            }

            @Override
            public void get(long from, float[] into, int count) {
                System.arraycopy(values, (int) from, into, 0, count);
            }
        };
    }
}

package io.rdrop.engine.dense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is to be known of a first layer whose weights are a table ({@link BagTable}), to go on with it.
 *
 * @param upTo [rows] updates that each row has taken
 * @param settings the optimiser under which rows owe the others
 */
public record LazyRows(int[] upTo, IdleSteps.Settings settings) {
    void write(DataOutput out) throws IOException {
        out.writeInt(upTo.length);
        for (int updates : upTo) {
            out.writeInt(updates);
        }
        out.writeUTF(settings.kind().name());
        out.writeDouble(settings.rate());
        out.writeDouble(settings.beta1());
        out.writeDouble(settings.beta2());
        out.writeDouble(settings.epsilon());
        out.writeDouble(settings.l2());
        out.writeDouble(settings.decay());
    }

    /** @param inputs of the network */
    static LazyRows read(DataInput in, int inputs, int iteration) throws IOException {
        int rows = in.readInt();
        if (rows != inputs) {
            throw new IOException("state of a network is damaged: its table has " + rows + " rows but the network "
                    + inputs + " inputs");
        }
        int[] upTo = new int[rows];
        for (int row = 0; row < rows; row++) {
            upTo[row] = in.readInt();
            if (upTo[row] < 0 || upTo[row] > iteration) {
                throw new IOException("state of a network is damaged: row " + row + " has taken " + upTo[row]
                        + " updates of " + iteration);
            }
        }
        String kind = in.readUTF();
        try {
            return new LazyRows(
                    upTo,
                    new IdleSteps.Settings(
                            IdleSteps.Kind.valueOf(kind),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble()));
        } catch (IllegalArgumentException e) {
            throw new IOException("state of a network is damaged: no optimiser is called " + kind, e);
        }
    }
}

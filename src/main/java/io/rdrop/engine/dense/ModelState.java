package io.rdrop.engine.dense;

import io.rdrop.engine.Floats;
import io.rdrop.engine.LittleEndian;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a network in training. Binary form:
 *
 * <pre>
 *   int32  version          big-endian, as all integers
 *   UTF    identity         of the network
 *   int64  step, int64 examples, int32 iteration, int32 epoch
 *   int64  n, n float32     parameters, little-endian, in DL4J's flattened order
 *   int64  n, n float32     optimiser state, likewise; n is 0 for an optimiser without state
 *   of a table:
 *   int32  n, n int32       updates that each row of the table has taken
 *   UTF    kind of optimiser, float64 rate, beta1, beta2, epsilon, l2, decay
 *   int32  CRC-32 of all of the above
 * </pre>
 *
 * <p>Versions 1 and 3 have no table, 2 and 4 have one. The identity is in 1 and 2 a hash of DL4J's configuration, in 3
 * and 4 that of the network's settings. Of a table the first weights, and the optimiser state of them, are not [inputs,
 * units] column-major, as DL4J has them, but row-major, each row after as many updates as it has taken.
 *
 * @param step updates asked for, those that were not finite included
 * @param examples examples in those updates
 * @param iteration updates applied
 * @param epoch as DL4J counts them
 * @param parameters in DL4J's flattened order
 * @param optimiserState likewise
 * @param table null for none
 */
public record ModelState(
        long step,
        long examples,
        int iteration,
        int epoch,
        float[] parameters,
        float[] optimiserState,
        @Nullable LazyRows table) {
    private static final int OF_CONFIGURATION = 1;
    private static final int OF_SETTINGS = 3;

    /**
     * Which network a state is of. A network whose settings are known is stored under them.
     *
     * @param configuration hash of DL4J's configuration; null if that is not at hand: lengths alone are compared then
     * @param settings what the network is made from; null if that is DL4J's configuration
     */
    public record Identity(
            @Nullable String configuration, @Nullable String settings) {
        private void check(int version, String found) throws IOException {
            String own = version < OF_SETTINGS ? configuration : settings;
            boolean isUnknown = own == null && version < OF_SETTINGS;
            if (!isUnknown && !found.equals(own)) {
                throw new IOException("state is of another network or damaged: it is of " + found
                        + " but this network is " + (own == null ? configuration : own));
            }
        }
    }

    /** Writes a state; the arrays may be as large as memory is. */
    public static void write(
            DataOutput out,
            Identity identity,
            long step,
            long examples,
            int iteration,
            int epoch,
            Floats parameters,
            @Nullable Floats optimiserState,
            @Nullable LazyRows table)
            throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(stream(out), new CRC32());
        DataOutputStream state = new DataOutputStream(checked);
        String settings = identity.settings();
        state.writeInt((settings == null ? OF_CONFIGURATION : OF_SETTINGS) + (table == null ? 0 : 1));
        state.writeUTF(settings == null ? Objects.requireNonNull(identity.configuration()) : settings);
        state.writeLong(step);
        state.writeLong(examples);
        state.writeInt(iteration);
        state.writeInt(epoch);
        writeFloats(state, parameters);
        writeFloats(state, optimiserState);
        if (table != null) {
            table.write(state);
        }
        out.writeInt((int) checked.getChecksum().getValue());
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param inputs of the network
     * @param parameters that it has
     * @param optimiserState values that it has
     * @throws IOException if the state is damaged or of another network
     */
    public static ModelState read(DataInput in, Identity identity, int inputs, long parameters, long optimiserState)
            throws IOException {
        try {
            CheckedInputStream checked = new CheckedInputStream(stream(in), new CRC32());
            DataInputStream state = new DataInputStream(checked);
            int version = state.readInt();
            if (version < OF_CONFIGURATION || version > OF_SETTINGS + 1) {
                throw new IOException("state of a network has version " + version + " but only " + OF_CONFIGURATION
                        + " to " + (OF_SETTINGS + 1) + " are known");
            }
            identity.check(version, state.readUTF());
            long step = state.readLong();
            long examples = state.readLong();
            int iteration = state.readInt();
            ModelState read = new ModelState(
                    step,
                    examples,
                    iteration,
                    state.readInt(),
                    readFloats(state, "parameters", parameters),
                    readFloats(state, "values of optimiser state", optimiserState),
                    version % 2 == 0 ? LazyRows.read(state, inputs, iteration) : null);
            int computed = (int) checked.getChecksum().getValue();
            int stored = in.readInt();
            if (stored != computed) {
                throw new IOException(String.format(
                        "state of a network is damaged: CRC-32 is %08x but %08x was stored", computed, stored));
            }
            return read;
        } catch (EOFException | UTFDataFormatException e) {
            throw new IOException("state of a network is damaged: it ends early", e);
        }
    }

    /** The same with the first layer's weights, of so many units, as DL4J has them, after all updates. */
    public ModelState standard(int units) throws IOException {
        if (table == null) {
            return this;
        }
        IdleSteps idle = IdleSteps.of(table.settings())
                .orElseThrow(() -> new IOException("state of a network is damaged: no table has " + table.settings()));
        try (NativeFloats weights = NativeFloats.of(parameters);
                NativeFloats states = NativeFloats.of(optimiserState)) {
            BagTable rows = new BagTable(table.upTo().length, units, weights, states, parameters.length, idle);
            rows.toStandard(table.upTo(), iteration);
            weights.get(0L, parameters, parameters.length);
            states.get(0L, optimiserState, optimiserState.length);
        }
        return new ModelState(step, examples, iteration, epoch, parameters, optimiserState, null);
    }

    private static void writeFloats(DataOutputStream out, @Nullable Floats flat) throws IOException {
        out.writeLong(flat == null ? 0 : flat.length());
        if (flat != null) {
            byte[] bytes = new byte[Floats.BLOCK * Float.BYTES];
            flat.forEachBlock((block, count) -> out.write(bytes, 0, LittleEndian.encode(block, count, bytes)));
        }
    }

    private static float[] readFloats(DataInputStream in, String what, long expected) throws IOException {
        long found = in.readLong();
        if (found != expected) {
            throw new IOException("state is of another network or damaged: it has " + found + " " + what
                    + " but the network " + expected);
        }
        float[] values = new float[Math.toIntExact(found)];
        byte[] bytes = new byte[Floats.BLOCK * Float.BYTES];
        for (int from = 0; from < values.length; from += Floats.BLOCK) {
            int count = Math.min(Floats.BLOCK, values.length - from);
            in.readFully(bytes, 0, count * Float.BYTES);
            LittleEndian.decode(bytes, count, values, from);
        }
        return values;
    }

    private static OutputStream stream(DataOutput out) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }
        };
    }

    private static InputStream stream(DataInput in) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return in.readUnsignedByte();
            }

            @Override
            public int read(byte[] bytes, int from, int count) throws IOException {
                in.readFully(bytes, from, count);
                return count;
            }
        };
    }
}

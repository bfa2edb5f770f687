package io.rdrop.engine.dl4j;

import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of a network in training. Binary form, version 1, or 2 of a network whose first weights are a table:
 *
 * <pre>
 *   int32  version          big-endian, as all integers
 *   UTF    fingerprint      of the network's configuration
 *   int64  step, int64 examples, int32 iteration, int32 epoch
 *   int64  n, n float32     parameters, little-endian, in DL4J's flattened order
 *   int64  n, n float32     optimiser state, likewise; n is 0 for an optimiser without state
 *   version 2:
 *   int32  n, n int32       updates that each row of the table has taken
 *   UTF    kind of optimiser, float64 rate, beta1, beta2, epsilon, l2, decay
 *   int32  CRC-32 of all of the above
 * </pre>
 *
 * <p>In version 2 the first weights, and the optimiser state of them, are not [inputs, units] column-major, as DL4J has them,
 * but row-major, each row after as many updates as it has taken.
 *
 * @param step updates asked for, those that were not finite included
 * @param examples examples in those updates
 * @param iteration updates applied, as DL4J counts them
 * @param epoch as DL4J counts them
 * @param parameters in DL4J's flattened order
 * @param updaterState in DL4J's flattened order
 * @param table null in version 1
 */
@SuppressWarnings("ArrayRecordComponent") // read, applied and dropped
record ModelState(
        long step,
        long examples,
        int iteration,
        int epoch,
        float[] parameters,
        float[] updaterState,
        @Nullable LazyRows table) {
    private static final int DENSE = 1;
    private static final int WITH_TABLE = 2;

    static void write(
            DataOutput out,
            String fingerprint,
            long step,
            long examples,
            int iteration,
            int epoch,
            INDArray parameters,
            @Nullable INDArray updaterState,
            @Nullable LazyRows table)
            throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(stream(out), new CRC32());
        DataOutputStream state = new DataOutputStream(checked);
        state.writeInt(table == null ? DENSE : WITH_TABLE);
        state.writeUTF(fingerprint);
        state.writeLong(step);
        state.writeLong(examples);
        state.writeInt(iteration);
        state.writeInt(epoch);
        writeFloats(state, parameters);
        writeFloats(state, updaterState);
        if (table != null) {
            table.write(state);
        }
        out.writeInt((int) checked.getChecksum().getValue());
    }

    /**
     * @param fingerprint that the network at hand has
     * @param inputs of the network
     * @throws IOException if the state is damaged, of another network or of an unknown version
     */
    static ModelState read(DataInput in, String fingerprint, int inputs, long parameters, long updaterState)
            throws IOException {
        try {
            CheckedInputStream checked = new CheckedInputStream(stream(in), new CRC32());
            DataInputStream state = new DataInputStream(checked);
            int version = state.readInt();
            if (version != DENSE && version != WITH_TABLE) {
                throw new IOException("state of a DL4J network has version " + version + " but only " + DENSE + " and "
                        + WITH_TABLE + " are known");
            }
            String of = state.readUTF();
            if (!of.equals(fingerprint)) {
                throw new IOException("state is of another network or damaged: its configuration has SHA-256 " + of
                        + " but this network's has " + fingerprint);
            }
            long step = state.readLong();
            long examples = state.readLong();
            int iteration = state.readInt();
            ModelState read = new ModelState(
                    step,
                    examples,
                    iteration,
                    state.readInt(),
                    readFloats(state, "parameters", parameters),
                    readFloats(state, "values of optimiser state", updaterState),
                    version == WITH_TABLE ? LazyRows.read(state, inputs, iteration) : null);
            int computed = (int) checked.getChecksum().getValue();
            int stored = in.readInt();
            if (stored != computed) {
                throw new IOException(String.format(
                        "state of a DL4J network is damaged: CRC-32 is %08x but %08x was stored", computed, stored));
            }
            return read;
        } catch (EOFException | UTFDataFormatException e) {
            throw new IOException("state of a DL4J network is damaged: it ends early", e);
        }
    }

    private static void writeFloats(DataOutputStream out, @Nullable INDArray flat) throws IOException {
        out.writeLong(flat == null ? 0 : flat.length());
        if (flat != null) {
            byte[] bytes = new byte[HostFloats.BLOCK * Float.BYTES];
            HostFloats.of(flat)
                    .forEachBlock((block, count) -> out.write(bytes, 0, LittleEndian.encode(block, count, bytes)));
        }
    }

    private static float[] readFloats(DataInputStream in, String what, long expected) throws IOException {
        long found = in.readLong();
        if (found != expected) {
            throw new IOException("state of a DL4J network is damaged: it has " + found + " " + what
                    + " but the network " + expected);
        }
        float[] values = new float[Math.toIntExact(found)];
        byte[] bytes = new byte[HostFloats.BLOCK * Float.BYTES];
        for (int from = 0; from < values.length; from += HostFloats.BLOCK) {
            int count = Math.min(HostFloats.BLOCK, values.length - from);
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

package io.rdrop.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Key and value, each after its length, and which topic it is for. */
public final class PredictionRecordFormat implements BinaryFormat<PredictionRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(PredictionRecord value, DataOutput out) throws IOException {
        write(value.key(), out);
        write(value.value(), out);
        out.writeBoolean(value.isShadow());
    }

    private static void write(byte[] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public PredictionRecord read(DataInput in) throws IOException {
        byte[] key = bytes(in);
        byte[] value = bytes(in);
        return new PredictionRecord(key, value, in.readBoolean());
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}

package io.rdrop.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Signals of drift between operators: as on Kafka. */
public final class DriftEventFormat implements BinaryFormat<DriftEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(DriftEvent value, DataOutput out) throws IOException {
        byte[] json = value.json();
        out.writeInt(json.length);
        out.write(json);
    }

    @Override
    public DriftEvent read(DataInput in) throws IOException {
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        return DriftEvent.read(json);
    }
}

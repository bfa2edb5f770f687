package io.rdrop.job.wire;

import io.rdrop.control.Acknowledgement;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Acknowledgements between operators: as on Kafka. */
public final class AcknowledgementFormat implements BinaryFormat<Acknowledgement> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Acknowledgement value, DataOutput out) throws IOException {
        byte[] json = value.json();
        out.writeInt(json.length);
        out.write(json);
    }

    @Override
    public Acknowledgement read(DataInput in) throws IOException {
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        return Acknowledgement.read(json);
    }
}

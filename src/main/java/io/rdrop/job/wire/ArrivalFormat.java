package io.rdrop.job.wire;

import io.rdrop.late.Arrival;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Labels and predictions on their way to their events. */
public final class ArrivalFormat implements BinaryFormat<Arrival> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Arrival value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public Arrival read(DataInput in) throws IOException {
        return Arrival.read(in);
    }
}

package io.rdrop.job.wire;

import io.rdrop.example.ExampleFormat;
import io.rdrop.example.RawRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Position, then the value's bytes. */
public final class RawRecordFormat implements BinaryFormat<RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(RawRecord value, DataOutput out) throws IOException {
        ExampleFormat.writePosition(value.position(), out);
        ExampleFormat.writeBytes(value.value(), out);
    }

    @Override
    public RawRecord read(DataInput in) throws IOException {
        return new RawRecord(ExampleFormat.readPosition(in), ExampleFormat.readBytes(in));
    }
}

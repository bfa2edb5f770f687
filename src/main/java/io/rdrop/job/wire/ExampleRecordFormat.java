package io.rdrop.job.wire;

import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Examples between decoding and learning. */
public final class ExampleRecordFormat implements BinaryFormat<Example> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<Example> type() {
        return Example.class;
    }

    @Override
    public void write(Example value, DataOutput out) throws IOException {
        ExampleFormat.write(value, out);
    }

    @Override
    public Example read(DataInput in) throws IOException {
        return ExampleFormat.read(in);
    }
}

package io.rdrop.job.wire;

import io.rdrop.example.ExampleFormat;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Reason, detail, then the original record. */
public final class RejectionFormat implements BinaryFormat<Rejection> {
    private static final long serialVersionUID = 1L;

    private static final RawRecordFormat RECORD = new RawRecordFormat();

    @Override
    public void write(Rejection value, DataOutput out) throws IOException {
        out.writeUTF(value.reason().name());
        ExampleFormat.writeText(value.detail(), out);
        RECORD.write(value.record(), out);
    }

    @Override
    public Rejection read(DataInput in) throws IOException {
        RejectionReason reason = RejectionReason.valueOf(in.readUTF());
        String detail = ExampleFormat.readRequired(in);
        return new Rejection(RECORD.read(in), reason, detail);
    }
}

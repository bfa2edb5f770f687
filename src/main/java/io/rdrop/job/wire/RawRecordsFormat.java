package io.rdrop.job.wire;

import io.rdrop.example.RawRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How many there are, and each as {@link RawRecordFormat} has it. */
public final class RawRecordsFormat implements BinaryFormat<RawRecords> {
    private static final long serialVersionUID = 1L;

    private final RawRecordFormat format = new RawRecordFormat();

    @Override
    public BinaryFormat<RawRecords> duplicate() {
        return new RawRecordsFormat();
    }

    @Override
    public void write(RawRecords value, DataOutput out) throws IOException {
        out.writeInt(value.records().size());
        for (RawRecord one : value.records()) {
            format.write(one, out);
        }
    }

    @Override
    public RawRecords read(DataInput in) throws IOException {
        int count = in.readInt();
        List<RawRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(format.read(in));
        }
        return new RawRecords(records);
    }
}

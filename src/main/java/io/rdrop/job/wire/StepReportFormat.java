package io.rdrop.job.wire;

import io.rdrop.example.StepReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Step reports between operators: as on Kafka. Within one slot they are handed over as they are. */
public final class StepReportFormat implements BinaryFormat<StepReport> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(StepReport value, DataOutput out) throws IOException {
        byte[] json = StepReportJson.write(value);
        out.writeInt(json.length);
        out.write(json);
    }

    @Override
    public StepReport read(DataInput in) throws IOException {
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        return StepReportJson.read(json);
    }
}

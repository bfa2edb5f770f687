package io.rdrop.job.wire;

import io.rdrop.example.StepReport;
import io.rdrop.example.StepReportForm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Step reports between operators. */
public final class StepReportFormat implements BinaryFormat<StepReport> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<StepReport> type() {
        return StepReport.class;
    }

    @Override
    public void write(StepReport value, DataOutput out) throws IOException {
        StepReportForm.write(value, out);
    }

    @Override
    public StepReport read(DataInput in) throws IOException {
        return StepReportForm.read(in);
    }
}

package io.rdrop.job;

import io.rdrop.example.StepReport;
import io.rdrop.job.wire.DriftEvent;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** The signals of drift in step reports. */
final class DriftEvents implements FlatMapFunction<StepReport, DriftEvent> {
    private static final long serialVersionUID = 1L;

    private final String job;

    DriftEvents(String job) {
        this.job = job;
    }

    @Override
    public void flatMap(StepReport report, Collector<DriftEvent> out) {
        DriftEvent.of(job, report).forEach(out::collect);
    }
}

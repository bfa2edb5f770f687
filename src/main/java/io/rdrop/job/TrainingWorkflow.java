package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.job.wire.StepReportFormat;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The topology: decode, key by model, learn; dead letters, snapshots and step reports leave on the side. */
final class TrainingWorkflow {
    private TrainingWorkflow() {}

    static void define(StreamExecutionEnvironment env, JobConfig config, Endpoints endpoints, SnapshotRequest request) {
        SingleOutputStreamOperator<Example> examples = env.fromSource(
                        endpoints.examples(), WatermarkStrategy.noWatermarks(), Operators.SOURCE)
                .uid(Operators.SOURCE)
                .process(new DecodeFunction(config))
                .returns(new BinaryTypeInfo<>(Example.class, new ExampleRecordFormat()))
                .uid(Operators.DECODE)
                .name(Operators.DECODE);
        SingleOutputStreamOperator<StepReport> reports = examples.keyBy(Example::model, Types.STRING)
                .transform(
                        Operators.LEARN,
                        new BinaryTypeInfo<>(StepReport.class, new StepReportFormat()),
                        new LearnOperator(config, endpoints.originals(), request))
                .uid(Operators.LEARN);
        examples.getSideOutput(DecodeFunction.REJECTED)
                .union(reports.getSideOutput(LearnOperator.LEFT_OUT))
                .sinkTo(endpoints.rejected())
                .uid(Operators.DEAD_LETTERS)
                .name(Operators.DEAD_LETTERS);
        reports.getSideOutput(LearnOperator.SNAPSHOTS)
                .sinkTo(endpoints.snapshots())
                .uid(Operators.SNAPSHOTS)
                .name(Operators.SNAPSHOTS);
        reports.sinkTo(endpoints.reports() == null ? new DiscardingSink<>() : endpoints.reports())
                .uid(Operators.REPORTS)
                .name(Operators.REPORTS);
    }
}

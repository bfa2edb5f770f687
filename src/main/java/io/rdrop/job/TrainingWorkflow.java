package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.CommandFormat;
import io.rdrop.job.wire.DriftEvent;
import io.rdrop.job.wire.DriftEventFormat;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.job.wire.StepReportFormat;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The topology: decode, key by model, learn; dead letters, snapshots and step reports leave on the side. Commands, if
 * there is a topic of them, go to every subtask that learns. With {@code scoring.inline} records come to the same
 * operator, and predictions leave it. With {@code labels.topic} examples are joined with their labels before that.
 */
final class TrainingWorkflow {
    private static final TypeInformation<StepReport> REPORT =
            new BinaryTypeInfo<>(StepReport.class, new StepReportFormat());

    private TrainingWorkflow() {}

    static void define(StreamExecutionEnvironment env, JobConfig config, Endpoints endpoints, SnapshotRequest request) {
        LateEndpoints late = endpoints.late();
        SingleOutputStreamOperator<RawRecord> records = late == null
                ? env.fromSource(endpoints.examples(), WatermarkStrategy.noWatermarks(), Operators.SOURCE)
                        .uid(Operators.SOURCE)
                : LateLabelsStream.timed(env, endpoints.examples(), config, Operators.EVENTS);
        SingleOutputStreamOperator<Example> examples = records.process(new DecodeFunction(config))
                .returns(new BinaryTypeInfo<>(Example.class, new ExampleRecordFormat()))
                .uid(Operators.DECODE)
                .name(Operators.DECODE);
        DataStream<Rejection> rejected = examples.getSideOutput(Decoding.REJECTED);
        if (late != null) {
            LateLabelsStream joined = LateLabelsStream.of(env, config, examples, endpoints, late);
            rejected = rejected.union(joined.rejected());
            examples = joined.examples();
        }
        KeyedStream<Example, String> byModel = examples.keyBy(Example::model, Types.STRING);
        Endpoints.Control control = endpoints.control();
        SingleOutputStreamOperator<StepReport> reports;
        if (endpoints.scoring() != null) {
            reports = learnAndScore(env, config, byModel, endpoints, endpoints.scoring(), request);
        } else if (control == null) {
            reports = byModel.transform(
                    Operators.LEARN, REPORT, new LearnOperator(config, endpoints.originals(), request));
        } else {
            SingleOutputStreamOperator<Command> commands = commands(env, config, control);
            rejected = rejected.union(commands.getSideOutput(Decoding.REJECTED));
            reports = SteeredStream.of(
                    byModel, commands, REPORT, new SteeredLearnOperator(config, endpoints.originals(), request));
            reports.getSideOutput(SteeredLearnOperator.ACKNOWLEDGED)
                    .sinkTo(control.acknowledgements())
                    .uid(Operators.ACKNOWLEDGEMENTS)
                    .name(Operators.ACKNOWLEDGEMENTS);
        }
        reports.uid(Operators.LEARN);
        rejected.union(reports.getSideOutput(LearnOperator.LEFT_OUT))
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
        if (endpoints.drift() != null) {
            reports.flatMap(new DriftEvents(config.name()))
                    .returns(new BinaryTypeInfo<>(DriftEvent.class, new DriftEventFormat()))
                    .uid(Operators.DRIFT_SIGNALS)
                    .name(Operators.DRIFT_SIGNALS)
                    .sinkTo(endpoints.drift())
                    .uid(Operators.DRIFT_EVENTS)
                    .name(Operators.DRIFT_EVENTS);
        }
    }

    private static SingleOutputStreamOperator<StepReport> learnAndScore(
            StreamExecutionEnvironment env,
            JobConfig config,
            KeyedStream<Example, String> byModel,
            Endpoints endpoints,
            ScoringEndpoints scoring,
            SnapshotRequest request) {
        SingleOutputStreamOperator<Example> records = env.fromSource(
                        scoring.records(), WatermarkStrategy.noWatermarks(), Operators.RECORDS)
                .uid(Operators.RECORDS)
                .process(DecodeFunction.unlabelled(config))
                .returns(new BinaryTypeInfo<>(Example.class, new ExampleRecordFormat()))
                .uid(Operators.DECODE_RECORDS)
                .name(Operators.DECODE_RECORDS);
        SingleOutputStreamOperator<StepReport> reports = byModel.connect(records.keyBy(Example::model, Types.STRING))
                .transform(
                        Operators.LEARN,
                        REPORT,
                        new LearnAndScoreOperator(config, endpoints.originals(), scoring.originals(), request));
        reports.getSideOutput(LearnAndScoreOperator.PREDICTIONS)
                .sinkTo(scoring.predictions())
                .uid(Operators.PREDICTIONS)
                .name(Operators.PREDICTIONS);
        records.getSideOutput(Decoding.REJECTED)
                .union(reports.getSideOutput(LearnAndScoreOperator.REFUSED))
                .sinkTo(scoring.rejected())
                .uid(Operators.RECORD_DEAD_LETTERS)
                .name(Operators.RECORD_DEAD_LETTERS);
        return reports;
    }

    /** In one subtask: they are few, and their order counts. */
    private static SingleOutputStreamOperator<Command> commands(
            StreamExecutionEnvironment env, JobConfig config, Endpoints.Control control) {
        return env.fromSource(control.commands(), WatermarkStrategy.noWatermarks(), Operators.CONTROL)
                .uid(Operators.CONTROL)
                .setParallelism(1)
                .process(new CommandFunction(config))
                .returns(new BinaryTypeInfo<>(Command.class, new CommandFormat()))
                .uid(Operators.COMMANDS)
                .name(Operators.COMMANDS)
                .setParallelism(1);
    }
}

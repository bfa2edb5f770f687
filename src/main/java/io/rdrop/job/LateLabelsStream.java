package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.job.wire.ArrivalFormat;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.job.wire.RawRecordFormat;
import io.rdrop.late.Arrival;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The part of the topology that joins events with labels that come apart from them.
 *
 * @param examples in the order of their labels
 * @param rejected labels that are none, and what found nothing to be joined with
 */
record LateLabelsStream(SingleOutputStreamOperator<Example> examples, DataStream<Rejection> rejected) {
    private static final long WATERMARKS_EVERY_MS = 50;

    /** Where little is waited for, topics need not go in step for it. */
    private static final Duration LEAST_AHEAD = Duration.ofMinutes(1);

    private static final TypeInformation<RawRecord> RECORD =
            new BinaryTypeInfo<>(RawRecord.class, new RawRecordFormat());

    /** Records with the times that they are taken at. */
    static SingleOutputStreamOperator<RawRecord> timed(
            StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, JobConfig config, Operators.Timed names) {
        env.getConfig().setAutoWatermarkInterval(WATERMARKS_EVERY_MS);
        Duration patience = config.labels().patience();
        RecordTimes times =
                new RecordTimes(config.labels().idle(), patience.compareTo(LEAST_AHEAD) > 0 ? patience : LEAST_AHEAD);
        return env.fromSource(source, times, names.source())
                .uid(names.source())
                .transform(names.times(), RECORD, new PartitionTimesOperator())
                .uid(names.times());
    }

    /** @param events as they came, timed */
    static LateLabelsStream of(
            StreamExecutionEnvironment env,
            JobConfig config,
            DataStream<Example> events,
            Endpoints endpoints,
            LateEndpoints late) {
        TypeInformation<Arrival> arrival = new BinaryTypeInfo<>(Arrival.class, new ArrivalFormat());
        SingleOutputStreamOperator<Arrival> labels = timed(env, late.labels(), config, Operators.LABELS)
                .process(new LabelFunction(config))
                .returns(arrival)
                .uid(Operators.DECODE_LABELS)
                .name(Operators.DECODE_LABELS);
        DataStream<Arrival> arrivals = labels;
        @Nullable Source<RawRecord, ?, ?> predictions = late.predictions();
        if (predictions != null) {
            arrivals = labels.union(timed(env, predictions, config, Operators.SERVED)
                    .process(new ServedFunction(config))
                    .returns(arrival)
                    .uid(Operators.DECODE_SERVED)
                    .name(Operators.DECODE_SERVED));
        }
        SingleOutputStreamOperator<Example> joined = events.keyBy(Example::model, Types.STRING)
                .connect(arrivals.keyBy(Arrival::model, Types.STRING))
                .transform(
                        Operators.JOIN_LABELS,
                        new BinaryTypeInfo<>(Example.class, new ExampleRecordFormat()),
                        new JoinLabelsOperator(config, endpoints.originals()))
                .uid(Operators.JOIN_LABELS);
        return new LateLabelsStream(
                joined, labels.getSideOutput(Decoding.REJECTED).union(joined.getSideOutput(Decoding.REJECTED)));
    }
}

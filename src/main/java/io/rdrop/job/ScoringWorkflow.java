package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.Examples;
import io.rdrop.job.wire.ExamplesFormat;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.job.wire.PredictionRecordFormat;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology: decode, predict, in one chain from Kafka to Kafka; dead letters leave on the side. */
final class ScoringWorkflow {
    private ScoringWorkflow() {}

    static void define(StreamExecutionEnvironment env, JobConfig config, ScoringEndpoints endpoints) {
        SingleOutputStreamOperator<Examples> records = env.fromSource(
                        TogetherSource.of(endpoints.records()), WatermarkStrategy.noWatermarks(), Operators.RECORDS)
                .uid(Operators.RECORDS)
                .process(new DecodeTogether(config))
                .returns(new BinaryTypeInfo<>(Examples.class, new ExamplesFormat()))
                .uid(Operators.DECODE)
                .name(Operators.DECODE);
        SingleOutputStreamOperator<PredictionRecord> predictions = records.transform(
                        Operators.SCORE,
                        new BinaryTypeInfo<>(PredictionRecord.class, new PredictionRecordFormat()),
                        new ScoreOperator(config, endpoints.originals(), endpoints.announcements()))
                .uid(Operators.SCORE);
        records.getSideOutput(Decoding.REJECTED)
                .union(predictions.getSideOutput(ScoreOperator.REFUSED))
                .sinkTo(endpoints.rejected())
                .uid(Operators.DEAD_LETTERS)
                .name(Operators.DEAD_LETTERS);
        predictions.sinkTo(endpoints.predictions()).uid(Operators.PREDICTIONS).name(Operators.PREDICTIONS);
    }
}

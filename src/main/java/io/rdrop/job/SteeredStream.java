package io.rdrop.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * A keyed stream and one that every subtask gets whole, into an operator of one's own: Flink connects such two only for
 * functions, which cannot emit before a checkpoint's barrier.
 */
final class SteeredStream<T> extends SingleOutputStreamOperator<T> {
    private SteeredStream(KeyedStream<?, ?> keyed, TwoInputTransformation<?, ?, T> transformation) {
        super(keyed.getExecutionEnvironment(), transformation);
    }

    static <A, B, K, T> SingleOutputStreamOperator<T> of(
            KeyedStream<A, K> keyed,
            DataStream<B> everywhere,
            TypeInformation<T> type,
            TwoInputStreamOperator<A, B, T> operator) {
        TwoInputTransformation<A, B, T> transformation = new TwoInputTransformation<>(
                keyed.getTransformation(),
                everywhere.broadcast().getTransformation(),
                Operators.LEARN,
                SimpleOperatorFactory.of(operator),
                type,
                keyed.getExecutionEnvironment().getParallelism(),
                false);
        transformation.setStateKeySelectors(keyed.getKeySelector(), null);
        transformation.setStateKeyType(keyed.getKeyType());
        keyed.getExecutionEnvironment().addOperator(transformation);
        return new SteeredStream<>(keyed, transformation);
    }
}

package io.rdrop.job.wire;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Predictions on Kafka, as {@link PredictionJson} has written them.
 *
 * @param topic of the answers
 * @param shadows topic of what others would have answered
 */
public record PredictionSchema(String topic, String shadows)
        implements KafkaRecordSerializationSchema<PredictionRecord> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            PredictionRecord prediction, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(prediction.isShadow() ? shadows : topic, prediction.key(), prediction.value());
    }
}

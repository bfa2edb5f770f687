package io.rdrop.job.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Signals of drift, among the events of models: one JSON object each, keyed by model.
 *
 * @param topic the topic to write to
 */
public record DriftEventSchema(String topic) implements KafkaRecordSerializationSchema<DriftEvent> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(DriftEvent event, KafkaSinkContext context, Long timestamp) {
        try {
            return new ProducerRecord<>(topic, event.model().getBytes(StandardCharsets.UTF_8), event.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

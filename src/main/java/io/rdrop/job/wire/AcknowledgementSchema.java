package io.rdrop.job.wire;

import io.rdrop.control.Acknowledgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What became of commands, among the events of models: one JSON object each, keyed by model.
 *
 * @param topic the topic to write to
 */
public record AcknowledgementSchema(String topic) implements KafkaRecordSerializationSchema<Acknowledgement> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Acknowledgement acknowledgement, KafkaSinkContext context, Long timestamp) {
        try {
            return new ProducerRecord<>(
                    topic, acknowledgement.model().getBytes(StandardCharsets.UTF_8), acknowledgement.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

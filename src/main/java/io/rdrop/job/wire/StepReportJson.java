package io.rdrop.job.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.StepReport;
import io.rdrop.registry.ScoresJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Step reports on Kafka: one JSON object each, keyed by model; keys are the components' names. */
public final class StepReportJson implements KafkaRecordSerializationSchema<StepReport> {
    private static final long serialVersionUID = 1L;

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new ScoresJson());

    private final String topic;

    public StepReportJson(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(StepReport report, KafkaSinkContext context, Long timestamp) {
        try {
            return new ProducerRecord<>(
                    topic,
                    report.model().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    JSON.writeValueAsBytes(report));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a report back from a record's value. */
    public static StepReport read(byte[] value) throws IOException {
        return JSON.readValue(value, StepReport.class);
    }
}

package io.rdrop.job.wire;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.StepReport;
import io.rdrop.registry.ScoresJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Step reports on Kafka: one JSON object each, keyed by model; keys are the components' names, after the version of the
 * format. A key that is added leaves the version as it is; one that goes, or means something else, raises it.
 */
public record StepReportJson(String topic) implements KafkaRecordSerializationSchema<StepReport> {
    /** The version that is written. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new ScoresJson())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static {
        // Reports of before there were outliers to report.
        JSON.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }

    @JsonPropertyOrder("version")
    private record Versioned(int version, @JsonUnwrapped StepReport report) {}

    @Override
    public ProducerRecord<byte[], byte[]> serialize(StepReport report, KafkaSinkContext context, Long timestamp) {
        try {
            return new ProducerRecord<>(topic, report.model().getBytes(StandardCharsets.UTF_8), write(report));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] write(StepReport report) throws JsonProcessingException {
        return JSON.writeValueAsBytes(new Versioned(VERSION, report));
    }

    /**
     * Reads a report back from a record's value.
     *
     * @throws IOException if it is none, or of another version
     */
    public static StepReport read(byte[] value) throws IOException {
        JsonNode tree = JSON.readTree(value);
        JsonNode version = tree.path("version");
        if (!version.isIntegralNumber() || version.asInt() != VERSION) {
            throw new IOException("a step report of version " + VERSION + " was expected, but its version is "
                    + (version.isMissingNode() ? "not given" : version));
        }
        return JSON.treeToValue(tree, StepReport.class);
    }
}

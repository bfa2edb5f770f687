package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.LookedUp;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A rejection as a dead letter: the original bytes, and headers {@code reason}, {@code detail}, {@code topic},
 * {@code partition}, {@code offset}, {@code timestamp}, all UTF-8 text.
 *
 * @param deadLetters the topic to write to
 */
public record DeadLetterSchema(String deadLetters) implements KafkaRecordSerializationSchema<Rejection> {
    public static final String REASON = "reason";
    public static final String DETAIL = "detail";
    public static final String TOPIC = "topic";
    public static final String PARTITION = "partition";
    public static final String OFFSET = "offset";
    public static final String TIMESTAMP = "timestamp";

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Rejection rejection, KafkaSinkContext context, Long timestamp) {
        SourcePosition position = rejection.record().position();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(deadLetters, null, null, rejection.record().value());
        Headers headers = record.headers();
        add(headers, REASON, rejection.reason().code());
        add(headers, DETAIL, LookedUp.hidden(rejection.detail()));
        add(headers, TOPIC, position.topic());
        add(headers, PARTITION, Integer.toString(position.partition()));
        add(headers, OFFSET, Long.toString(position.offset()));
        add(headers, TIMESTAMP, Long.toString(position.timestampMs()));
        return record;
    }

    private static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(UTF_8));
    }
}

package io.rdrop.job;

import io.rdrop.config.InputConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.RawRecord;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.RawRecordSchema;
import io.rdrop.job.wire.StepReportJson;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** The workflow's ends on Kafka and on the registry; everything written is transactional. */
final class KafkaEndpoints {
    /** Broker default of transaction.max.timeout.ms: a longer time-out would be refused by most brokers. */
    private static final int TRANSACTION_TIMEOUT_MS = 15 * 60 * 1000;

    /** Of one partition at a time; the consumer's own limit of all partitions together stays as it is. */
    private static final int FETCH_BYTES = 4 << 20;
    /** From the fetching thread to the decoding one at a time. */
    private static final int POLL_RECORDS = 2_000;

    private KafkaEndpoints() {}

    /** @param bounds what to read; null for the whole topic, from where the configuration says and for ever */
    static Endpoints of(JobConfig config, @Nullable OffsetBounds bounds) {
        JobConfig resolved = JobConfigs.resolved(config);
        String reports = resolved.topics().reports();
        return new Endpoints(
                source(resolved, bounds),
                new KafkaOriginals(config),
                sink(resolved, new DeadLetterSchema(resolved.topics().rejected()), "rejected"),
                new SnapshotSink(config),
                reports == null ? null : sink(resolved, new StepReportJson(reports), "reports"));
    }

    private static Source<RawRecord, ?, ?> source(JobConfig config, @Nullable OffsetBounds bounds) {
        KafkaSourceBuilder<RawRecord> source = KafkaSource.<RawRecord>builder()
                .setGroupId(config.input().group())
                .setClientIdPrefix(config.name() + "-" + Operators.SOURCE)
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setDeserializer(new RawRecordSchema());
        // A record of the largest accepted size must fit into one fetch, or the consumer falls back to one record at a
        // time. While a partition's records are being read nothing more is fetched of it: small fetches are waits.
        source.setProperty(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Integer.toString(Math.max(config.input().maxBytes() + 4096, FETCH_BYTES)));
        source.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(POLL_RECORDS));
        // The operating system's, which grows: 64 KiB would be filled dozens of times for one fetch.
        source.setProperty(ConsumerConfig.RECEIVE_BUFFER_CONFIG, "-1");
        KafkaClients.properties(config).forEach((key, value) -> source.setProperty(key, String.valueOf(value)));
        if (bounds == null) {
            source.setTopics(config.topics().examples()).setStartingOffsets(start(config.input()));
        } else {
            source.setPartitions(bounds.partitions()).setStartingOffsets(bounds.start());
            OffsetsInitializer end = bounds.end();
            if (end != null) {
                source.setBounded(end);
            }
        }
        return new EndingSource<>(source.build());
    }

    @SuppressWarnings("deprecation") // the connector's only signature
    private static OffsetsInitializer start(InputConfig input) {
        return switch (input.start()) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED ->
                OffsetsInitializer.committedOffsets(org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
        };
    }

    private static <T> ReturningSink<T> sink(JobConfig config, KafkaRecordSerializationSchema<T> schema, String role) {
        Properties producer = new Properties();
        producer.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MS));
        // Dead letters carry the original bytes, which may be longer than input.max-bytes; the broker's limit is the
        // bound.
        producer.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Integer.MAX_VALUE));
        producer.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(96L << 20));
        producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
        producer.putAll(KafkaClients.properties(config));
        return new ReturningSink<>(KafkaSink.<T>builder()
                .setKafkaProducerConfig(producer)
                .setRecordSerializer(schema)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(config.name() + "-" + role)
                .build());
    }
}

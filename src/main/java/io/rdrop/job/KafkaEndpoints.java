package io.rdrop.job;

import io.rdrop.config.Delivery;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ScoringConfig;
import io.rdrop.config.StartOffset;
import io.rdrop.example.RawRecord;
import io.rdrop.job.wire.AcknowledgementSchema;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.DriftEventSchema;
import io.rdrop.job.wire.PredictionSchema;
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

/**
 * The workflows' ends on Kafka and on the registry; everything written is transactional, but predictions where they
 * need not be there exactly once.
 */
final class KafkaEndpoints {
    /** Broker default of transaction.max.timeout.ms: a longer time-out would be refused by most brokers. */
    private static final int TRANSACTION_TIMEOUT_MS = 15 * 60 * 1000;

    /** Of one partition at a time; the consumer's own limit of all partitions together stays as it is. */
    private static final int FETCH_BYTES = 4 << 20;
    /** From the fetching thread to the decoding one at a time. */
    private static final int POLL_RECORDS = 2_000;

    /** Of the training job: what is written becomes visible with a checkpoint anyway. */
    private static final int LINGER_MS = 20;

    /** Of predictions that somebody waits for: under load batches fill by themselves. */
    private static final int PREDICTION_LINGER_MS = 1;

    /** With Kafka's own 16 KiB a batch is 40 predictions, and what a batch costs is most of what one costs. */
    private static final int BATCH_BYTES = 256 << 10;

    private KafkaEndpoints() {}

    /** @param bounds what to read; null for the whole topic, from where the configuration says and for ever */
    static Endpoints of(JobConfig config, @Nullable OffsetBounds bounds) {
        JobConfig resolved = JobConfigs.resolved(config);
        String reports = resolved.topics().reports();
        Input input = new Input(
                resolved.topics().examples(),
                resolved.input().group(),
                resolved.input().start(),
                resolved.name() + "-" + Operators.SOURCE);
        Output output = new Output(resolved.name(), Delivery.EXACTLY_ONCE, LINGER_MS);
        return new Endpoints(
                source(resolved, input, bounds),
                new KafkaOriginals(config),
                sink(resolved, new DeadLetterSchema(resolved.topics().rejected()), output.of("rejected")),
                new SnapshotSink(config),
                reports == null ? null : sink(resolved, new StepReportJson(reports), output.of("reports")),
                control(resolved, output, bounds),
                resolved.scoring().inline() ? scoring(config, null) : null,
                resolved.drift().watching(resolved.task()).isEmpty()
                        ? null
                        : sink(resolved, new DriftEventSchema(resolved.topics().models()), output.of("drift")),
                late(resolved, bounds));
    }

    /** Null if examples bring their labels. Where the job ends with its events, it ends with the labels of now, too. */
    private static @Nullable LateEndpoints late(JobConfig config, @Nullable OffsetBounds bounds) {
        String labels = config.labels().topic();
        if (labels == null) {
            return null;
        }
        boolean ends = bounds != null && bounds.end() != null;
        String predictions = config.labels().predictions();
        return new LateEndpoints(
                whole(config, labels, Operators.LABELS, ends),
                predictions == null ? null : whole(config, predictions, Operators.SERVED, ends));
    }

    private static Source<RawRecord, ?, ?> whole(JobConfig config, String topic, Operators.Timed names, boolean ends) {
        Input input =
                new Input(topic, config.input().group(), config.input().start(), config.name() + "-" + names.source());
        KafkaSourceBuilder<RawRecord> source =
                builder(config, input).setTopics(topic).setStartingOffsets(start(input.start()));
        if (ends) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return new EndingSource<>(source.build());
    }

    /** Null if no topic is named, or if the job ends with its records: nobody is there to command it. */
    private static Endpoints.@Nullable Control control(JobConfig config, Output output, @Nullable OffsetBounds bounds) {
        String topic = config.topics().control();
        if (topic == null || (bounds != null && bounds.end() != null)) {
            return null;
        }
        // What was said to a job of this name before it was started without state is not said again.
        Input input = new Input(
                topic,
                config.input().group() + "-control",
                StartOffset.COMMITTED,
                config.name() + "-" + Operators.CONTROL);
        return new Endpoints.Control(
                source(config, input, null),
                sink(config, new AcknowledgementSchema(config.topics().models()), output.of("acknowledgements")));
    }

    /** As {@link #of}, of the scoring job. */
    static ScoringEndpoints scoring(JobConfig config, @Nullable OffsetBounds bounds) {
        JobConfig resolved = JobConfigs.resolved(config);
        ScoringConfig scoring = resolved.scoring();
        String name = ScoringJob.name(resolved);
        Input input = new Input(scoring.topic(), scoring.group(), scoring.start(), name + "-" + Operators.RECORDS);
        Output output = new Output(name, scoring.delivery(), PREDICTION_LINGER_MS);
        return new ScoringEndpoints(
                source(resolved, input, bounds),
                new KafkaOriginals(config),
                ModelEvents.of(config),
                sink(
                        resolved,
                        new PredictionSchema(scoring.predictions(), scoring.shadows()),
                        output.of("predictions")),
                sink(resolved, new DeadLetterSchema(scoring.rejected()), output.of("rejected")));
    }

    private record Input(String topic, String group, StartOffset start, String clientId) {}

    /** The name is also the prefix of transactions. */
    private record Output(String name, Delivery delivery, int lingerMs) {
        Output of(String role) {
            return new Output(name + "-" + role, delivery, lingerMs);
        }
    }

    private static Source<RawRecord, ?, ?> source(JobConfig config, Input input, @Nullable OffsetBounds bounds) {
        KafkaSourceBuilder<RawRecord> source = builder(config, input);
        if (bounds == null) {
            source.setTopics(input.topic()).setStartingOffsets(start(input.start()));
        } else {
            source.setPartitions(bounds.partitions()).setStartingOffsets(bounds.start());
            OffsetsInitializer end = bounds.end();
            if (end != null) {
                source.setBounded(end);
            }
        }
        return new EndingSource<>(source.build());
    }

    private static KafkaSourceBuilder<RawRecord> builder(JobConfig config, Input input) {
        KafkaSourceBuilder<RawRecord> source = KafkaSource.<RawRecord>builder()
                .setGroupId(input.group())
                .setClientIdPrefix(input.clientId())
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
        return source;
    }

    @SuppressWarnings("deprecation") // the connector's only signature
    private static OffsetsInitializer start(StartOffset start) {
        return switch (start) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED ->
                OffsetsInitializer.committedOffsets(org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
        };
    }

    private static <T> ReturningSink<T> sink(
            JobConfig config, KafkaRecordSerializationSchema<T> schema, Output output) {
        Properties producer = new Properties();
        producer.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MS));
        // Dead letters carry the original bytes, which may be longer than input.max-bytes; the broker's limit is the
        // bound.
        producer.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Integer.MAX_VALUE));
        producer.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(96L << 20));
        producer.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(output.lingerMs()));
        producer.putAll(KafkaClients.properties(config));
        return new ReturningSink<>(KafkaSink.<T>builder()
                .setKafkaProducerConfig(producer)
                .setRecordSerializer(schema)
                .setDeliveryGuarantee(
                        output.delivery() == Delivery.EXACTLY_ONCE
                                ? DeliveryGuarantee.EXACTLY_ONCE
                                : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(output.name())
                .build());
    }
}

package io.rdrop.tools.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TopicsConfig;
import io.rdrop.control.Acknowledgement;
import io.rdrop.example.Command;
import io.rdrop.example.StepReport;
import io.rdrop.job.KafkaClients;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.HeaderText;
import io.rdrop.job.wire.StepReportJson;
import io.rdrop.tools.live.AnsweredCommand;
import io.rdrop.tools.live.CommittedVersion;
import io.rdrop.tools.report.ReportBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Follows what a running job writes: step reports, dead letters and model events. Reads uncommitted records, so that a
 * person sees steps as they happen and not a checkpoint later; what a restarted job writes again is counted once (by
 * model and step, by offset, by model and version).
 */
final class JobOutputs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final String reportsTopic;
    private final String examplesTopic;
    private final String modelsTopic;
    private final String registry;
    private final ReportBuilder report;
    private final String job;
    private final Consumer<CommittedVersion> onCommitted;
    private final Consumer<AnsweredCommand> onAnswered;
    private final Map<TopicPartition, Long> earlier;
    private final Map<String, Long> lastStep = new TreeMap<>();
    private final Map<String, Long> trained = new TreeMap<>();
    private final Map<String, Long> lastVersion = new TreeMap<>();
    private final Map<String, Long> rejectedByReason = new TreeMap<>();
    private final Set<String> rejectedOffsets = new HashSet<>();
    private @Nullable StepReport last;
    private long lastMs;

    /**
     * Starts at the end of the topics: what earlier runs wrote is not of this one.
     *
     * @param startedMs when the run began, if it goes on: what was written since then is read first; null if it begins
     */
    JobOutputs(
            JobConfig config,
            String reportsTopic,
            ReportBuilder report,
            Consumer<CommittedVersion> onCommitted,
            Consumer<AnsweredCommand> onAnswered,
            @Nullable Long startedMs)
            throws IOException {
        this.reportsTopic = reportsTopic;
        JobConfig resolved = JobConfigs.resolved(config);
        TopicsConfig topics = resolved.topics();
        examplesTopic = topics.examples();
        modelsTopic = topics.models();
        registry = resolved.registry().directory();
        this.report = report;
        this.onCommitted = onCommitted;
        this.onAnswered = onAnswered;
        job = config.name();
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (String topic : List.of(reportsTopic, topics.rejected(), modelsTopic)) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seekToEnd is lazy: fix the position now
        earlier = consumer.endOffsets(partitions);
        if (startedMs != null) {
            seek(startedMs);
            drain();
        }
    }

    private void seek(long startedMs) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, startedMs));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                consumer.seek(partition, found.offset());
            }
        });
    }

    /** Takes in what has arrived, waiting a little if nothing has. */
    void poll(Duration atMost) throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            lastMs = Math.max(lastMs, record.timestamp());
            if (record.topic().equals(reportsTopic)) {
                boolean isNew = record.offset()
                        >= earlier.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
                accept(StepReportJson.read(record.value()), isNew);
            } else if (record.topic().equals(modelsTopic)) {
                told(record.value());
            } else {
                reject(record);
            }
        }
    }

    /** Takes in everything that was written until now. */
    void drain() throws IOException {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(Duration.ofMillis(200));
        }
    }

    private void accept(StepReport step, boolean isNew) {
        // Other jobs on the same Kafka may write to the same topics.
        if (!step.position().topic().equals(examplesTopic) || step.step() <= lastStep.getOrDefault(step.model(), 0L)) {
            return;
        }
        lastStep.put(step.model(), step.step());
        trained.put(step.model(), step.trained());
        last = step;
        if (isNew) {
            report.add(step);
        } else {
            report.addEarlier(step);
        }
    }

    private void told(byte[] event) throws IOException {
        if (!Acknowledgement.isOne(event)) {
            committed(event);
            return;
        }
        Acknowledgement answer = Acknowledgement.read(event);
        Command command = answer.command();
        if (answer.job().equals(job)) {
            onAnswered.accept(new AnsweredCommand(
                    command.id(),
                    answer.model(),
                    command.action(),
                    command.describe(),
                    command.by(),
                    answer.verdict(),
                    answer.reason(),
                    answer.examples(),
                    answer.atMs(),
                    command.version(),
                    command.settings(),
                    command.unset()));
        }
    }

    private void committed(byte[] event) throws IOException {
        JsonNode node = JSON.readTree(event);
        String model = node.path("model").asText();
        long version = node.path("version").asLong();
        if (node.path("registry").asText().equals(registry) && version > lastVersion.getOrDefault(model, 0L)) {
            lastVersion.put(model, version);
            onCommitted.accept(new CommittedVersion(
                    model,
                    version,
                    node.path("step").asLong(),
                    node.path("examples").asLong(),
                    node.path("createdAt").asText(),
                    node.path("heldBack").textValue(),
                    node.path("latest").asLong(),
                    node.path("pinned").asBoolean()));
        }
    }

    private void reject(ConsumerRecord<byte[], byte[]> record) {
        if (!HeaderText.of(record, DeadLetterSchema.TOPIC).equals(examplesTopic)) {
            return;
        }
        String origin = HeaderText.of(record, DeadLetterSchema.PARTITION) + "@"
                + HeaderText.of(record, DeadLetterSchema.OFFSET);
        if (rejectedOffsets.add(origin)) {
            rejectedByReason.merge(HeaderText.of(record, DeadLetterSchema.REASON), 1L, Long::sum);
        }
    }

    long trained() {
        return trained.values().stream().mapToLong(Long::longValue).sum();
    }

    long rejected() {
        return rejectedOffsets.size();
    }

    Map<String, Long> rejectedByReason() {
        return rejectedByReason;
    }

    /** The latest report, of any model. */
    @Nullable
    StepReport last() {
        return last;
    }

    /** When the latest of all was written, milliseconds since the epoch; 0 if there is nothing. */
    long lastMs() {
        return lastMs;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

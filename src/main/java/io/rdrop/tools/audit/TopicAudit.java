package io.rdrop.tools.audit;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.HeaderText;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Problem;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives an {@link Audit} what it compares, in the order that it needs: manifests from a registry, then records and dead
 * letters from Kafka.
 *
 * @param bootstrap HOST:PORT[,HOST:PORT]
 * @param properties of Kafka clients, such as security
 */
public record TopicAudit(String bootstrap, Map<String, String> properties) {
    public TopicAudit {
        properties = Map.copyOf(properties);
    }

    /** The kept versions of every model, oldest first; the problems get what is wrong with the registry in itself. */
    public static Map<String, List<SnapshotManifest>> manifests(ModelRegistry registry, List<String> problems)
            throws IOException {
        registry.verify().stream().map(Problem::toString).forEach(problems::add);
        Map<String, List<SnapshotManifest>> manifests = new TreeMap<>();
        for (String model : registry.models()) {
            List<SnapshotManifest> versions = new ArrayList<>();
            for (long version : registry.versions(model).stream().sorted().toList()) {
                try {
                    versions.add(registry.manifest(model, version));
                } catch (IOException e) {
                    if (!registry.versions(model).contains(version)) {
                        continue; // deleted since, by a job that goes on
                    }
                    problems.add("model " + model + ", version " + version + ": " + e.getMessage());
                }
            }
            manifests.put(model, versions);
        }
        return manifests;
    }

    /** Reads a topic from its beginning to its end of now; tells of each record, and how many were read. */
    public static void readExamples(
            TopicReader reader, ExampleCodec codec, Audit audit, ObjLongConsumer<Decoded> each) {
        reader.starts().forEach(audit::partition);
        long[] read = {0};
        reader.forEach(record -> {
            Decoded decoded = codec.decode(new RawRecord(
                    new SourcePosition(record.topic(), record.partition(), record.offset(), record.timestamp()),
                    record.value()));
            audit.record(decoded);
            each.accept(decoded, ++read[0]);
        });
    }

    /** A reader of a topic. */
    public TopicReader reader(String topic) {
        return new TopicReader(bootstrap, properties, topic);
    }

    /** Reads which records found no room for what they would have added to their model; before the topic itself. */
    public void readRefusals(String deadLetters, String topic, Audit audit) {
        forEachLetter(deadLetters, topic, audit::noRoom);
    }

    /**
     * Reads the dead letters of a topic; other jobs may share theirs.
     *
     * @throws ConfigException if there is no such topic
     */
    public void readDeadLetters(String deadLetters, String topic, Audit audit) {
        forEachLetter(deadLetters, topic, audit::deadLetter);
    }

    /**
     * Reads all topics of a job whose labels come apart from their events: the dead letters for want of room, then
     * events, labels and predictions, then all dead letters.
     *
     * @param each told how many records were read
     * @throws ConfigException if there is no such topic
     */
    public void readLate(JobConfig job, String deadLetters, LateAudit audit, LongConsumer each) {
        String examples = job.topics().examples();
        String labels = Objects.requireNonNull(job.labels().topic(), "labels.topic");
        forEachLetter(deadLetters, examples, audit::noRoom);
        List<String> topics = Stream.of(examples, labels, job.labels().predictions())
                .filter(Objects::nonNull)
                .toList();
        try (TopicReader reader = new TopicReader(bootstrap, properties, topics)) {
            Map<TopicPartition, Long> reached = new HashMap<>();
            long[] read = {0};
            reader.forEach(
                    record -> {
                        read[0]++;
                        reached.put(
                                new TopicPartition(record.topic(), record.partition()),
                                audit.record(new RawRecord(
                                        new SourcePosition(
                                                record.topic(),
                                                record.partition(),
                                                record.offset(),
                                                record.timestamp()),
                                        record.value())));
                    },
                    () -> {
                        each.accept(read[0]);
                        audit.reached(reader.unread().stream()
                                .mapToLong(partition -> reached.getOrDefault(partition, Long.MIN_VALUE + 1) - 1)
                                .min()
                                .orElse(Long.MAX_VALUE));
                    });
            audit.reached(Long.MAX_VALUE);
        }
        forEachLetter(deadLetters, examples, audit::eventLetter);
        forEachLetter(deadLetters, labels, audit::labelLetter);
    }

    private void forEachLetter(String deadLetters, String topic, Consumer<DeadLetter> each) {
        try (TopicReader reader = reader(deadLetters)) {
            reader.forEach(record -> {
                if (HeaderText.of(record, DeadLetterSchema.TOPIC).equals(topic)) {
                    each.accept(new DeadLetter(
                            Integer.parseInt(HeaderText.of(record, DeadLetterSchema.PARTITION)),
                            Long.parseLong(HeaderText.of(record, DeadLetterSchema.OFFSET)),
                            HeaderText.of(record, DeadLetterSchema.REASON)));
                }
            });
        }
    }
}

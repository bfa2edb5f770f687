package io.rdrop.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@code models} topic already says. */
record AnnouncedVersions(JobConfig config, String topic, int most) {
    /**
     * What a restored job may commit again was announced last, at most one version of each model. A topic on which a
     * version stands every second is too long to be read whole.
     */
    static final int MOST = 100_000;

    /** An event, and the end of its transaction. */
    private static final int OFFSETS_PER_EVENT = 2;

    /** The field of an event that tells versions apart. */
    static final String MANIFEST_SHA256 = "manifestSha256";

    /** Ids of announcers' transactions; {@link ModelAnnouncer}. */
    private static final Pattern ANNOUNCER = Pattern.compile("-models-[0-9]+$");

    private static final Logger LOG = LoggerFactory.getLogger(AnnouncedVersions.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Reads the last committed events: {@code most} of them, or more where several writers share the topic.
     *
     * @return their manifest hashes, in the order of the events
     * @throws IOException if the topic cannot be read to its end in time
     */
    Set<String> read() throws IOException {
        Set<String> announced = new LinkedHashSet<>();
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> written = writtenEnds(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(written);
            Set<TopicPartition> heldUp = heldUpByOthers(partitions, written, consumer);
            if (!heldUp.isEmpty()) {
                ends.putAll(consumer.endOffsets(heldUp));
            }
            Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
            ends.forEach((partition, end) -> consumer.seek(
                    partition, Math.max(firsts.getOrDefault(partition, 0L), end - (long) OFFSETS_PER_EVENT * most)));
            if (!heldUp.isEmpty()) {
                announced.addAll(readBehind(heldUp, ends, written));
            }
            collect(consumer, partitions, ends, announced);
        }
        return announced;
    }

    private void collect(
            KafkaConsumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Set<String> found)
            throws IOException {
        long deadlineNs = System.nanoTime() + READ_TIMEOUT.toNanos();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("topic " + topic + " could not be read to its end " + ends + " within "
                        + READ_TIMEOUT + ": is a transaction of another writer open?");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String sha256 = record.value() == null
                        ? ""
                        : JSON.readTree(record.value()).path(MANIFEST_SHA256).asText();
                if (!sha256.isEmpty()) { // an acknowledgement of a command has none
                    found.add(sha256);
                }
            }
        }
    }

    /**
     * Partitions with open transactions, none of which is an announcer's: acknowledgements and drift events of this
     * very job, which are committed with a checkpoint that cannot complete while this is waited for.
     */
    private Set<TopicPartition> heldUpByOthers(
            List<TopicPartition> partitions, Map<TopicPartition, Long> written, KafkaConsumer<byte[], byte[]> consumer)
            throws IOException {
        Map<TopicPartition, Long> stable = consumer.endOffsets(partitions);
        Set<TopicPartition> open = new HashSet<>(partitions);
        open.removeIf(partition -> stable.getOrDefault(partition, 0L) >= written.getOrDefault(partition, 0L));
        if (open.isEmpty()) {
            return open;
        }
        try (Admin admin = Admin.create(KafkaClients.properties(config))) {
            Set<Long> announcers = new HashSet<>();
            admin.listTransactions().all().get().stream()
                    .filter(transaction ->
                            ANNOUNCER.matcher(transaction.transactionalId()).find())
                    .forEach(transaction -> announcers.add(transaction.producerId()));
            admin.describeProducers(open).all().get().forEach((partition, state) -> {
                if (state.activeProducers().stream()
                        .anyMatch(producer ->
                                producer.currentTransactionStartOffset().isPresent()
                                        && announcers.contains(producer.producerId()))) {
                    open.remove(partition);
                }
            });
            return open;
        } catch (ExecutionException e) {
            LOG.debug("who has open transactions on topic {} is not told", topic, e.getCause());
            return Set.of();
        } catch (InterruptedException e) {
            throw new InterruptException(e); // as the other Kafka clients do; it sets the thread's flag
        }
    }

    /**
     * What stands behind the first open transaction. Announcers end theirs at once: what they wrote there was
     * committed, but for one that died in between, whose event counts as announced, too.
     */
    private Set<String> readBehind(
            Set<TopicPartition> partitions, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to)
            throws IOException {
        Set<String> found = new LinkedHashSet<>();
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
            collect(consumer, partitions, to, found);
        }
        return found;
    }

    /**
     * The ends of what was written, committed or not. The consumer's own end stands before the first open transaction
     * (say, of a subtask that died), and events that were committed after it would be missed and written again.
     */
    private Map<TopicPartition, Long> writtenEnds(List<TopicPartition> partitions) throws IOException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(KafkaClients.properties(config))) {
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new IOException("cannot ask for the end of topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e); // as the other Kafka clients do; it sets the thread's flag
        }
    }
}

package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.StagedSnapshot;
import io.rdrop.tools.embedded.Brokers;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Announcements through what befalls producers, on a real broker. */
class ModelAnnouncerITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // JUnit calls start()
    private static EmbeddedKafka kafka;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls createTopics()
    private JobConfig config;

    @SuppressWarnings("NullAway.Init")
    private ModelRegistry registry;

    @SuppressWarnings("NullAway.Init")
    private Topic events;

    @BeforeAll
    static void start() throws IOException {
        kafka = EmbeddedKafka.start(null);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws InterruptedException {
        String name = test.getTestMethod().orElseThrow().getName();
        config = Jobs.config(
                directory, "name=" + name, "kafka.bootstrap='" + kafka.bootstrap() + "'", "topics.models=" + name);
        KafkaTopics.ensure(config);
        registry = Jobs.registry(directory);
        events = new Topic(kafka, name);
    }

    /** Each record is sent at the very moment when the producer's I/O thread has just found that there is none. */
    @Test
    void theEndOfATransactionNeverOvertakesItsRecord() throws Exception {
        int versions = 5;
        try (ModelAnnouncer announcer = new ModelAnnouncer(config, 0, 1, UnluckyProducer::new)) {
            for (long version = 1; version <= versions; version++) {
                announce(announcer, committed(version));
            }
        }

        assertThat(announced(events)).containsExactlyElementsOf(upTo(versions));
    }

    @Test
    void ofALongTopicOnlyItsEndIsRead() throws Exception {
        List<StagedSnapshot> versions = new ArrayList<>();
        try (ModelAnnouncer announcer = new ModelAnnouncer(config, 0)) {
            for (long version = 1; version <= 20; version++) {
                versions.add(committed(version));
                announce(announcer, versions.get(versions.size() - 1));
            }
        }

        List<String> hashes =
                versions.stream().map(StagedSnapshot::manifestSha256).toList();
        assertThat(new AnnouncedVersions(config, events.name(), 5).read())
                .containsExactlyElementsOf(hashes.subList(15, 20));
        assertThat(new AnnouncedVersions(config, events.name(), 100).read()).containsExactlyElementsOf(hashes);
    }

    /** As a broker forgets ids that nobody has used for {@code transactional.id.expiration.ms}, 7 days by default. */
    @Test
    void goesOnWithANewProducerWhereTheBrokerHasForgottenTheOldOne() throws Exception {
        try (EmbeddedKafka forgetful = Brokers.with(Map.of(
                "transactional.id.expiration.ms",
                "1000",
                "transaction.remove.expired.transaction.cleanup.interval.ms",
                "100"))) {
            config = JobConfigs.with(config, List.of("kafka.bootstrap='" + forgetful.bootstrap() + "'"));
            KafkaTopics.ensure(config);
            try (ModelAnnouncer announcer = new ModelAnnouncer(config, 0)) {
                announce(announcer, committed(1));
                awaitForgotten(forgetful, config.name() + "-models-0");
                announce(announcer, committed(2));
            }

            assertThat(announced(new Topic(forgetful, events.name()))).containsExactly(1L, 2L);
        }
    }

    /** Fifty jobs of one name: each announces what the one before it is still announcing, which then ends. */
    @Test
    void aSuccessorAnnouncesOnceWhatItsPredecessorIsAtWhileItEnds() throws Exception {
        int versions = 50;
        ExecutorService ending = Executors.newSingleThreadExecutor();
        ModelAnnouncer running = new ModelAnnouncer(config, 0);
        try {
            for (long number = 1; number <= versions; number++) {
                StagedSnapshot version = committed(number);
                ModelAnnouncer old = running;
                Future<?> ended = ending.submit(() -> {
                    try (old) {
                        announce(old, version);
                    } catch (IOException e) {
                        // its successor owns the id by now
                    }
                });
                running = new ModelAnnouncer(config, 0);
                try {
                    announce(running, version);
                } catch (IOException e) {
                    ended.get(); // the old one had its last word; a restarted job is alone
                    running = new ModelAnnouncer(config, 0);
                    announce(running, version);
                }
                ended.get();
            }
        } finally {
            running.close();
            ending.shutdownNow();
        }

        assertThat(announced(events)).containsExactlyElementsOf(upTo(versions));
    }

    private static void awaitForgotten(EmbeddedKafka kafka, String transactionalId) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            while (admin.listTransactions().all().get().stream()
                    .anyMatch(transaction -> transaction.transactionalId().equals(transactionalId))) {
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError("the broker still knows " + transactionalId);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private StagedSnapshot committed(long version) throws IOException {
        StagedSnapshot staged = registry.stage(Jobs.snapshot("de", version, "network " + version), "v" + version);
        registry.commit(staged);
        return staged;
    }

    private void announce(ModelAnnouncer announcer, StagedSnapshot version) throws IOException {
        announcer.announce(
                version, registry.manifest(version.model(), version.version()), Served.of(registry, version.model()));
    }

    private static List<Long> announced(Topic events) {
        return events.readJson().stream()
                .map(event -> event.path("version").asLong())
                .toList();
    }

    private static List<Long> upTo(long versions) {
        return LongStream.rangeClosed(1, versions).boxed().toList();
    }

    /**
     * Sends while the I/O thread waits for the producer's lock with its mind made up that nothing is unsent: what is
     * asked of it next, it does first.
     */
    private static final class UnluckyProducer extends KafkaProducer<byte[], byte[]> {
        private final Object transactions;
        private final Thread ioThread;

        UnluckyProducer(Map<String, Object> properties, Serializer<byte[]> keys, Serializer<byte[]> values) {
            super(properties, keys, values);
            transactions = field("transactionManager");
            ioThread = (Thread) field("ioThread");
        }

        private Object field(String name) {
            try {
                Field field = KafkaProducer.class.getDeclaredField(name);
                field.setAccessible(true);
                return Objects.requireNonNull(field.get(this));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            partitionsFor(record.topic()); // so that sending waits for nothing
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadlineNs) {
                flush(); // wakes the I/O thread
                synchronized (transactions) {
                    if (isAboutToChooseARequest()) {
                        return super.send(record);
                    }
                }
            }
            throw new AssertionError("the I/O thread was never there");
        }

        private boolean isAboutToChooseARequest() {
            for (int look = 0; look < 100; look++) {
                if (ioThread.getState() == Thread.State.BLOCKED) {
                    StackTraceElement[] stack = ioThread.getStackTrace();
                    return stack.length > 0 && stack[0].getMethodName().equals("nextRequest");
                }
                Thread.onSpinWait();
            }
            return false;
        }
    }
}

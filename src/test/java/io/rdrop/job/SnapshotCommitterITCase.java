package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.JobConfig;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.registry.StagedSnapshot;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Committing and announcing, on a real registry and a real broker; every test has a topic of its own. */
class SnapshotCommitterITCase {
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
                directory,
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.models=" + name,
                "registry.keep=3");
        KafkaTopics.ensure(config);
        registry = Jobs.registry(directory);
        events = new Topic(kafka, name);
    }

    @Test
    void commitsAnnouncesAndPrunes() throws Exception {
        try (SnapshotCommitter committer = committer(0)) {
            for (long version = 1; version <= 5; version++) {
                Request request = stage("de", version, "network " + version);
                committer.commit(List.of(request));
                assertThat(request.outcome).isNull();
            }
            committer.commit(List.of(stage("fr", 1, "another")));
        }

        assertThat(registry.versions("de"))
                .as("of the older ones the best of the day")
                .containsExactly(2L, 3L, 4L, 5L);
        assertThat(registry.latest("de")).contains(5L);
        assertThat(registry.versions("fr")).containsExactly(1L);
        assertThat(registry.verify()).isEmpty();
        assertThat(names(events)).containsExactly("de 1", "de 2", "de 3", "de 4", "de 5", "fr 1");
        assertThat(events.readCommitted())
                .extracting(record -> new String(record.key(), UTF_8))
                .containsExactly("de", "de", "de", "de", "de", "fr");
        JsonNode event = events.readJson().get(4);
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactly(
                        "event",
                        "model",
                        "version",
                        "step",
                        "examples",
                        "registry",
                        "stateSha256",
                        "manifestSha256",
                        "accuracy",
                        "createdAt",
                        "heldBack",
                        "latest",
                        "pinned");
        assertThat(event.path("event").asText()).isEqualTo("committed");
        assertThat(event.path("step").asLong()).isEqualTo(50);
        assertThat(event.path("registry").asText()).isEqualTo(directory.toString());
        assertThat(event.path("stateSha256").asText())
                .isEqualTo(registry.manifest("de", 5).stateSha256());
        assertThat(event.path("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(event.path("createdAt").asText()).isEqualTo("2026-11-23T10:15:30.123Z");
        assertThat(event.path("heldBack").isNull()).isTrue();
        assertThat(event.path("latest").asLong()).isEqualTo(5);
        assertThat(event.path("pinned").asBoolean(true)).isFalse();
    }

    @Test
    void announcesWhatLatestNamesWhereItIsNotTheNewVersion() throws Exception {
        try (SnapshotCommitter committer = committer(0)) {
            committer.commit(List.of(stage("de", 1, "network")));
            SnapshotContent worse = Jobs.snapshot("de", 2, "worse");
            committer.commit(List.of(
                    new Request(registry.stage(new SnapshotContent(held(worse.manifest()), worse.files()), "a"))));
            registry.pin("de", 2);
            committer.commit(List.of(stage("de", 3, "better")));
        }

        assertThat(registry.latest("de")).contains(2L);
        assertThat(events.readJson())
                .extracting(event -> event.path("latest") + " " + event.path("pinned") + " " + event.path("heldBack"))
                .containsExactly("1 false null", "1 false \"worse\"", "2 true null");
    }

    private static SnapshotManifest held(SnapshotManifest manifest) {
        return new SnapshotManifest(
                manifest.format(),
                manifest.model(),
                manifest.version(),
                manifest.parent(),
                manifest.step(),
                manifest.examples(),
                manifest.trained(),
                manifest.trainedInAll(),
                manifest.configHash(),
                manifest.files(),
                manifest.stateSha256(),
                manifest.crossEntropy(),
                manifest.klDivergence(),
                manifest.prequential(),
                manifest.createdAt(),
                manifest.projectVersion(),
                "worse");
    }

    @Test
    void committingAgainAfterARecoveryChangesNothing() throws Exception {
        Request request = stage("de", 1, "network");
        try (SnapshotCommitter committer = committer(0)) {
            committer.commit(List.of(request));
            committer.commit(List.of(request));
        }
        try (SnapshotCommitter recovered = committer(0)) {
            recovered.commit(List.of(request));
        }
        try (SnapshotCommitter rescaled = committer(1)) {
            rescaled.commit(List.of(request));
        }

        assertThat(request.outcome).isNull();
        assertThat(registry.versions("de")).containsExactly(1L);
        assertThat(registry.verify()).isEmpty();
        assertThat(names(events)).containsExactly("de 1");
    }

    @Test
    void announcesWhatAnEarlierAttemptHadOnlyCommitted() throws Exception {
        Request request = stage("de", 1, "network");
        registry.commit(request.staged); // and then the process died
        try (SnapshotCommitter recovered = committer(0)) {
            recovered.commit(List.of(request));
        }

        assertThat(names(events)).containsExactly("de 1");
    }

    @Test
    void signalsAConflictAndGoesOn() throws Exception {
        Request other = stage("de", 1, "another history's");
        Request mine = stage("de", 1, "mine");
        Request next = stage("de", 2, "mine");
        registry.commit(other.staged);
        try (SnapshotCommitter committer = committer(0)) {
            committer.commit(List.of(mine, next));
        }

        assertThat(mine.outcome).isInstanceOf(RegistryException.class).hasMessageContaining("with other content");
        assertThat(next.outcome).isNull();
        assertThat(registry.read("de", 1, "model.zip")).isEqualTo("another history's".getBytes(UTF_8));
        assertThat(registry.latest("de")).contains(2L);
        assertThat(names(events)).containsExactly("de 2");
    }

    @Test
    void signalsASnapshotThatIsNoLongerThere() throws Exception {
        Request lost = stage("de", 1, "network");
        assertThat(registry.cleanStaging(java.time.Duration.ofDays(-1))).hasSize(1);
        try (SnapshotCommitter committer = committer(0)) {
            committer.commit(List.of(lost));
        }

        assertThat(lost.outcome).isInstanceOf(RegistryException.class).hasMessageContaining("neither committed nor");
        assertThat(events.readCommitted()).isEmpty();
    }

    /** Signalling would give the version up for good; a failure makes the job restart and try again. */
    @Test
    void failsWhereTheRegistryCannotBeRead() throws Exception {
        Request request = stage("de", 1, "network");
        Path away = directory.resolveSibling(directory.getFileName() + "-away");
        Files.move(directory, away);
        Files.createFile(directory); // so that nothing can be read below it, whoever runs this
        try (SnapshotCommitter committer = committer(0)) {
            assertThatThrownBy(() -> committer.commit(List.of(request)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RegistryException.class)
                    .hasMessageContaining(directory.toString());
        } finally {
            Files.delete(directory);
            Files.move(away, directory);
        }
        assertThat(request.outcome).isNull();

        try (SnapshotCommitter restarted = committer(0)) {
            restarted.commit(List.of(request));
        }
        assertThat(registry.latest("de")).contains(1L);
        assertThat(names(events)).containsExactly("de 1");
    }

    @Test
    void failsWhereNoOneCanBeTold() throws Exception {
        config = Jobs.config(
                directory,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "kafka.properties.max.block.ms='1000'",
                "topics.models=absent");
        Request request = stage("de", 1, "network");
        try (SnapshotCommitter committer = committer(0)) {
            assertThatThrownBy(() -> committer.commit(List.of(request)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot announce model de version 1 on topic absent");
        }
    }

    @Test
    void announcesOnceAlthoughADeadWriterLeftAnOpenTransaction() throws Exception {
        Request request = stage("de", 1, "network");
        // The broker ends it after this time; only then can anyone know what was announced after it.
        Map<String, Object> dead = Map.of("transactional.id", "dead-subtask", "transaction.timeout.ms", 1_000);
        try (KafkaProducer<byte[], byte[]> producer = events.producer(dead)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(events.name(), "{}".getBytes(UTF_8)))
                    .get();
            try (ModelAnnouncer first = new ModelAnnouncer(config, 0)) {
                announce(first, request);
            }
            try (ModelAnnouncer second = new ModelAnnouncer(config, 0)) {
                announce(second, request);
            }
        }

        assertThat(names(events)).containsExactly("de 1");
    }

    @Test
    void aSuccessorFencesTheAnnouncerBeforeIt() throws Exception {
        Request first = stage("de", 1, "network");
        Request second = stage("de", 2, "network");
        try (ModelAnnouncer old = new ModelAnnouncer(config, 0);
                ModelAnnouncer successor = new ModelAnnouncer(config, 0)) {
            announce(old, first);
            announce(successor, second);

            assertThatThrownBy(() -> announce(old, stage("de", 3, "network")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot announce model de version 3");
        }

        assertThat(names(events)).containsExactly("de 1", "de 2");
    }

    private void announce(ModelAnnouncer announcer, Request request) throws IOException {
        registry.commit(request.staged);
        String model = request.staged.model();
        announcer.announce(
                request.staged, registry.manifest(model, request.staged.version()), Served.of(registry, model));
    }

    private SnapshotCommitter committer(int subtask) {
        return new SnapshotCommitter(
                config,
                registry,
                new ModelAnnouncer(config, subtask),
                MetricsEndpoint.unserved().snapshotMeters("prices", Integer.toString(subtask)));
    }

    private Request stage(String model, long version, String content) throws IOException {
        return new Request(registry.stage(Jobs.snapshot(model, version, content), content.replaceAll("[^a-z]", "-")));
    }

    private static List<String> names(Topic events) {
        return events.readJson().stream()
                .map(event -> event.path("model").asText() + " "
                        + event.path("version").asLong())
                .toList();
    }

    /** Flink's side of a commit, which notes what it is told. */
    private static final class Request implements CommitRequest<StagedSnapshot> {
        private final StagedSnapshot staged;
        private @Nullable Throwable outcome;

        Request(StagedSnapshot staged) {
            this.staged = staged;
        }

        @Override
        public StagedSnapshot getCommittable() {
            return staged;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            outcome = reason;
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new AssertionError("every reason is known", reason);
        }

        @Override
        public void retryLater() {
            throw new AssertionError("retries are left to the job's recovery");
        }

        @Override
        public void updateAndRetryLater(StagedSnapshot committable) {
            throw new AssertionError("retries are left to the job's recovery");
        }

        @Override
        public void signalAlreadyCommitted() {
            throw new AssertionError("an already committed version is still to be announced");
        }
    }
}

package io.rdrop.tools.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.ClassScores;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.OffsetLedger;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.task.Task;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a faultless job would have left is found faultless, and every fault in it is found. */
class VerificationITCase {
    private static final String NONE = "";
    private static final String REPORTS = "step.reports";

    private final ChaosInput input = ChaosInput.of(3, 6 * ChaosInput.STEP);
    private final Map<String, OffsetLedger> trained = new TreeMap<>();

    @TempDir
    private Path folder = Path.of("");

    private EmbeddedKafka kafka;
    private JobConfig job;
    private ModelRegistry registry;
    private Undisturbed undisturbed;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void leaveWhatAFaultlessJobLeaves() throws Exception {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        job = input.job(List.of("kafka.bootstrap=" + kafka.bootstrap()));
        KafkaTopics.ensure(job);
        registry = new ModelRegistry(new LocalRegistryStorage(folder.resolve("models")), Clock.systemUTC());
        undisturbed = Undisturbed.of(job, input.records());
        producer = new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
        learn();
        for (Map.Entry<String, Undisturbed.Course> model : undisturbed.models().entrySet()) {
            commit(model.getKey(), model.getValue());
            for (long step : model.getValue().statesByStep().keySet()) {
                send(REPORTS, "{\"model\":\"" + model.getKey() + "\",\"step\":" + step + "}");
            }
            announce(model.getKey());
        }
    }

    private Map<String, Object> client() {
        return new HashMap<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()));
    }

    private void learn() throws Exception {
        ExampleCodec codec = Task.of(job).codec();
        for (ChaosInput.Sent record : input.records()) {
            long offset = producer.send(
                            new ProducerRecord<>(job.topics().examples(), record.partition(), null, record.value()))
                    .get()
                    .offset();
            SourcePosition position = new SourcePosition(job.topics().examples(), record.partition(), offset, 0);
            Decoded decoded = codec.decode(new RawRecord(position, record.value()));
            if (decoded instanceof Example example) {
                trained.computeIfAbsent(example.model(), absent -> new OffsetLedger())
                        .add(position);
            } else if (decoded instanceof Rejection rejection) {
                letter(position, rejection.reason().code());
            }
        }
    }

    private void letter(SourcePosition position, String reason) throws Exception {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(job.topics().rejected(), new byte[0]);
        letter.headers()
                .add(DeadLetterSchema.TOPIC, position.topic().getBytes(UTF_8))
                .add(
                        DeadLetterSchema.PARTITION,
                        Integer.toString(position.partition()).getBytes(UTF_8))
                .add(DeadLetterSchema.OFFSET, Long.toString(position.offset()).getBytes(UTF_8))
                .add(DeadLetterSchema.REASON, reason.getBytes(UTF_8));
        producer.send(letter).get();
    }

    private void send(String topic, String json) throws Exception {
        producer.send(new ProducerRecord<>(topic, json.getBytes(UTF_8))).get();
    }

    private void announce(String model) throws Exception {
        send(job.topics().models(), "{\"model\":\"" + model + "\",\"version\":1}");
    }

    private void commit(String model, Undisturbed.Course course) throws Exception {
        OffsetLedger ledger = trained.getOrDefault(model, new OffsetLedger());
        Prequential scores = new Prequential(ClassScores.of(1, 1, 1, 0, 1, 1), ClassScores.of(1, 1, 1, 0, 1, 1));
        SnapshotManifest manifest = new SnapshotManifest(
                SnapshotManifest.FORMAT,
                model,
                1,
                null,
                course.lastStep(),
                course.examples(),
                ledger.ranges(),
                ledger.ranges(),
                JobConfigs.trainingHash(job),
                Map.of(),
                course.end(),
                0.5,
                0.25,
                scores,
                Instant.EPOCH,
                "test",
                null);
        registry.commit(registry.stage(new SnapshotContent(manifest, Map.of("model.zip", new byte[] {1})), "a"));
    }

    @AfterEach
    void close() {
        producer.close();
        kafka.close();
    }

    private List<String> problems() throws Exception {
        return new Verification(job, registry, undisturbed).atTheEnd();
    }

    @Test
    void aFaultlessRunHasNoProblemsAndEachFaultHasOne() throws Exception {
        assertThat(problems()).isEmpty();
        assertThat(new Verification(job, registry, undisturbed).whileItRuns()).isEmpty();

        send(REPORTS, "{\"model\":\"east\",\"step\":4}");
        assertThat(problems()).containsExactly("step reports: east step 4 2 times, not 1");

        announce("inland");
        assertThat(problems())
                .contains("model events: inland version 1 2 times, not 1")
                .hasSize(2);

        letter(new SourcePosition(job.topics().examples(), 0, 12, 0), "not-json");
        assertThat(problems()).hasSize(3);
    }

    @Test
    void anotherStateIsFound() throws Exception {
        undisturbed = new Undisturbed(
                Map.of("coast", new Undisturbed.Course(new TreeMap<>(Map.of(12L, List.of(NONE))), 12, 48, 0)), 0);

        assertThat(problems())
                .anyMatch(problem -> problem.startsWith("model coast, version 1: its state at step 12 is "))
                .anyMatch(problem -> problem.startsWith("model east, version 1: its state at step 12 is ")
                        && problem.endsWith("but undisturbed there is no such step"));
    }

    @Test
    void aModelThatDidNotGetToItsEndIsFound() throws Exception {
        Map<String, Undisturbed.Course> further = new TreeMap<>(undisturbed.models());
        Undisturbed.Course course = Objects.requireNonNull(undisturbed.models().get("north"));
        Map<Long, List<String>> states = new TreeMap<>(course.statesByStep());
        states.put(14L, List.of(NONE));
        further.put("north", new Undisturbed.Course(states, 14, 56, 0));
        undisturbed = new Undisturbed(further, undisturbed.rejected());

        assertThat(problems())
                .contains(
                        "model north ended at step 12, but undisturbed at 14",
                        "192 records trained on, 2 rejected and 0 pending, but undisturbed 200, 2 and 0",
                        "step reports: north step 14 0 times, not 1");
    }

    @Test
    void aTransactionThatWasLeftOpenIsFound() throws Exception {
        Map<String, Object> properties = client();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "left-open");
        try (KafkaProducer<byte[], byte[]> open =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(job.topics().rejected(), new byte[0]))
                    .get();

            assertThat(problems())
                    .containsExactly(
                            "a transaction is left open on examples.rejected: it is written to offset 3 and can"
                                    + " be read to 2");
        }
    }
}

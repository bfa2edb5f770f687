package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.job.Jobs;
import io.rdrop.job.TrainingJob;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotWriter;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands from the command line to a job on a mini cluster, which stops and goes on between them; then the audit. */
class ControlITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls start()
    private static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedFlink flink;

    private int sent;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(null);
        flink = EmbeddedFlink.start(FlinkSettings.ofSlots(2));
    }

    @AfterAll
    static void stop() {
        flink.close();
        kafka.close();
    }

    @Test
    void whatIsAskedTakesEffectOnceAndIsAuditedToTheByte() throws Exception {
        JobConfig config = Jobs.config(
                directory.resolve("models"),
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.control=control",
                "parallelism=2",
                "checkpoint.interval=100ms");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        EmbeddedJob job = flink.submit(env.getStreamGraph());
        feed(101);
        await("100 examples", () -> trained("de") >= 100 && trained("fr") >= 100);

        assertThat(control("set", "de", "r-drop.alpha=0.25").out())
                .startsWith("applied  set r-drop.alpha=0.25  model de after 101 examples, step 25, examples-0@");
        assertThat(control("set", "nobody", "r-drop.alpha=0.25").out())
                .startsWith("refused  set r-drop.alpha=0.25  model nobody: model nobody has seen no record yet");
        write(
                "control",
                "{\"id\": \"x\", \"epoch\": 0, \"sequence\": 9, \"model\": \"de\", \"action\": \"set\","
                        + " \"settings\": {\"r-drop.alpa\": 1}}");
        feed(200);
        await("200 examples", () -> trained("de") >= 200);
        assertThat(control("pause", "fr").exitCode()).isZero();
        feed(300);
        await("300 examples", () -> trained("de") >= 300);
        assertThat(trained("fr")).isLessThanOrEqualTo(200);
        assertThat(control("pause", "de", "--predict").exitCode()).isZero();
        feed(350);

        String savepoint = job.stopWithSavepoint(directory.resolve("savepoints"), false);
        env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        job = flink.submit(env.getStreamGraph(), savepoint);
        assertThat(control("resume", "fr").exitCode()).isZero();
        assertThat(control("resume", "de").exitCode()).isZero();
        assertThat(control("set", "fr", "model.updater.learning-rate=0.004").exitCode())
                .isZero();
        feed(403);
        await("400 examples", () -> trained("fr") >= 400);
        await("the last command in a version", () -> newest("de").step() >= 85);
        assertThat(control("pin", "de", "--version", "1").exitCode()).isZero();
        assertThat(registry().pinned("de")).contains(1L);
        job.cancel();

        assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter)
                .containsEntry("reason", "bad-command")
                .containsEntry("topic", "control")
                .extractingByKey("detail")
                .asString()
                .contains("did you mean r-drop.alpha?"));
        assertThat(audit())
                .contains("model de was asked")
                .contains("model fr was asked")
                .contains("and 2 models trained again have the same bytes");
    }

    /** The better of the two is promoted by the job, served from then on, and the one before it can be gone back to. */
    @Test
    void aChallengerLearnsBesideItsModelTakesItsPlaceAndIsGoneBackFrom() throws Exception {
        Path models = directory.resolve("challenged");
        JobConfig config = Jobs.config(
                models,
                "name=challenged",
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics={examples: challenged, rejected: challenged.rejected, models: challenged.models,"
                        + " control: challenged.control}",
                "registry.keep-state=true",
                "checkpoint.interval=100ms",
                "model.updater.learning-rate=0.0000001",
                "challenger={promote: auto, confidence: 0.95, settings: {model: {updater: {learning-rate: 0.05}}}}");
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        EmbeddedJob job = flink.submit(env.getStreamGraph());
        challenge(0, 40);
        await(
                "a version of both",
                () -> registry.latest("de").isPresent()
                        && registry.latest("de/challenger").isPresent());
        long before = registry.latest("de").orElseThrow();
        assertThat(isOfTheChallenger(registry, before)).isFalse();

        challenge(40, 400);
        await(
                "the promotion",
                () -> isOfTheChallenger(registry, registry.latest("de").orElseThrow()));
        assertThat(registry.latest("de").orElseThrow()).isGreaterThan(before);
        try (Predictor predictor = Predictor.of(registry, "de").open()) {
            assertThat(predictor.version().version()).isGreaterThan(before);
        }
        assertThat(registry.pinned("de")).isEmpty();

        CommandLineText back = CommandLineText.of(
                "control",
                "rollback",
                "--bootstrap",
                kafka.bootstrap(),
                "--topic",
                "challenged.control",
                "--models",
                "challenged.models",
                "--model",
                "de",
                "--by",
                "anna",
                "--to",
                String.valueOf(before));
        assertThat(back.out()).startsWith("applied  rollback " + before + "  model de after 400 examples");
        assertThat(registry.pinned("de")).contains(before);
        challenge(400, 440);
        await(
                "what is learned after it",
                () -> registry.manifest("de", registry.newest("de").orElseThrow())
                                .step()
                        >= 110);
        job.cancel();
        assertThat(audit(models)).contains("model de was asked").contains("trained again");
    }

    /** Whether a version learned with the challenger's settings. */
    private static boolean isOfTheChallenger(ModelRegistry registry, long version) throws IOException {
        return new String(registry.files("de", version).files().get(SnapshotWriter.CONFIG), UTF_8)
                .contains("learning-rate: 0.05");
    }

    private static void challenge(int from, int to) throws Exception {
        write(
                "challenged",
                IntStream.range(from, to)
                        .mapToObj(i -> new String(Jobs.json("de", i), UTF_8))
                        .toArray(String[]::new));
    }

    private static CommandLineText control(String action, String model, String... more) {
        List<String> words = new ArrayList<>(
                List.of("control", action, "--bootstrap", kafka.bootstrap(), "--model", model, "--by", "anna"));
        words.addAll(List.of(more));
        return CommandLineText.of(words.toArray(String[]::new));
    }

    private void feed(int to) throws Exception {
        List<String> records = new ArrayList<>();
        for (; sent < to; sent++) {
            records.add(new String(Jobs.json("de", sent), UTF_8));
            records.add(new String(Jobs.json("fr", sent), UTF_8));
        }
        write("examples", records.toArray(String[]::new));
    }

    private static void write(String topic, String... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            for (String value : values) {
                written.add(producer.send(new ProducerRecord<>(topic, value.getBytes(UTF_8))));
            }
            for (Future<RecordMetadata> each : written) {
                each.get();
            }
        }
    }

    private static ModelRegistry registry() {
        return new ModelRegistry(new LocalRegistryStorage(directory.resolve("models")), Clock.systemUTC());
    }

    private static SnapshotManifest newest(String model) throws IOException {
        return registry().manifest(model, registry().newest(model).orElseThrow());
    }

    private static long trained(String model) throws IOException {
        Optional<Long> newest = registry().newest(model);
        return newest.isEmpty() ? 0 : registry().manifest(model, newest.get()).examples();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("still waiting for " + what + " after " + PATIENCE);
            }
            Thread.sleep(20);
        }
    }

    private static List<Map<String, String>> deadLetters() {
        List<Map<String, String>> letters = new ArrayList<>();
        try (TopicReader reader = new TopicReader(kafka.bootstrap(), Map.of(), "examples.rejected")) {
            reader.forEach(record -> {
                Map<String, String> letter = new TreeMap<>();
                for (Header header : record.headers()) {
                    letter.put(header.key(), new String(header.value(), UTF_8));
                }
                letters.add(letter);
            });
        }
        return letters;
    }

    private static String audit() {
        return audit(directory.resolve("models"));
    }

    private static String audit(Path models) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            CommandLineText audit = CommandLineText.of(
                    "audit", "--bootstrap", kafka.bootstrap(), "--registry", models.toString(), "--replay");
            assertThat(audit.exitCode()).as(said.toString(UTF_8) + audit.err()).isZero();
        } finally {
            System.setOut(out);
        }
        return said.toString(UTF_8);
    }
}

package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.job.Fault.Place;
import io.rdrop.late.ServedScore;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotReader;
import io.rdrop.tools.audit.LateAudit;
import io.rdrop.tools.audit.LateAuditReport;
import io.rdrop.tools.audit.Retraining;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events and labels on a real broker and a mini cluster: whatever happens, each labelled event is learned once. */
class LateLabelsITCase {
    private static final int EVENTS = 400;
    /** A broker deletes what is old, and takes nothing of the future. */
    private static final long START_MS = System.currentTimeMillis() - 3_600_000;

    private static final List<String> MODELS = List.of("de", "fr");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls start()
    private static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedFlink flink;

    private static Map<String, String> undisturbed = Map.of();

    /** A value and its timestamp. */
    private record Sent(long timeMs, String value) {}

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(null);
        flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1).withRestarts(100, Duration.ofMillis(100)));
        JobConfig config = fed("undisturbed");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, bounds("undisturbed"));
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));
        undisturbed = states(config);
    }

    @AfterAll
    static void stop() {
        flink.close();
        kafka.close();
    }

    @Test
    void everyEventAndEveryLabelIsAccountedFor() throws Exception {
        JobConfig config = config("undisturbed");
        LateAuditReport report = audited(config);

        assertThat(report.problems()).isEmpty();
        assertThat(report.events()).isEqualTo(EVENTS + 2);
        assertThat(report.eventFates().get("rejected")).isEqualTo(1);
        assertThat(report.eventFates().get("duplicate-event")).isEqualTo(1);
        assertThat(report.labelFates().get("rejected")).isEqualTo(1);
        assertThat(report.labelFates().get("duplicate-label")).isPositive();
        assertThat(report.labelFates().get("label-without-event")).isEqualTo(1);
        assertThat(report.eventFates().get("event-without-label")).isPositive();
        assertThat(report.eventFates().get("learned")).isGreaterThan(300);
        assertThat(report.served().get("de")).extracting(ServedScore::version).containsExactly(1L, 2L);
        assertThat(report.eventFates().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(EVENTS + 2);
        assertThat(new Topic(kafka, "undisturbed.rejected").readCommitted())
                .as("dead letters")
                .hasSize((int) (report.labels()
                        + report.events()
                        - report.eventFates().getOrDefault("learned", 0L)
                        - report.labelFates().getOrDefault("taught", 0L)
                        - report.eventFates().getOrDefault("waiting", 0L)
                        - report.labelFates().getOrDefault("waiting", 0L)));
    }

    @ParameterizedTest
    @CsvSource({"STAGED, 60", "COMMITTED, 60"})
    void aFailureChangesNothing(Place place, long threshold) throws Exception {
        String name = "late-" + place + "-" + threshold;
        JobConfig config = fed(name);
        KafkaTopics.ensure(config);
        Fault fault = Fault.armed(place, threshold);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.configure(env, config);
        TrainingWorkflow.define(env, config, fault.in(config, bounds(name)), new SnapshotRequest());
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));

        assertThat(fault.hasStruck()).isTrue();
        assertThat(states(config)).isEqualTo(undisturbed);
        assertThat(audited(config).problems()).isEmpty();
    }

    /** Time-outs that are corrected, and weights of events and labels, over a failure; the auditor learns all again. */
    @Test
    void correctedEventsAreLearnedTwiceAtMost() throws Exception {
        String name = "corrected";
        List<String> settings = List.of(
                "input.weights=true",
                "labels.wait=15ms",
                "labels.on-timeout=class",
                "labels.timeout-class='no'",
                "labels.correction=1h");
        JobConfig config = JobConfigs.with(config(name), settings);
        send(config, true);
        Fault fault = Fault.armed(Place.STAGED, 60);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.configure(env, config);
        TrainingWorkflow.define(env, config, fault.in(config, bounds(name)), new SnapshotRequest());
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));

        assertThat(fault.hasStruck()).isTrue();
        LateAuditReport report = audited(config);
        assertThat(report.problems()).isEmpty();
        assertThat(report.eventFates().get("corrected")).isGreaterThan(20);
        assertThat(report.labelFates().get("corrected"))
                .isEqualTo(report.eventFates().get("corrected"));
        assertThat(report.labelFates().get("confirmed")).isGreaterThan(20);
        assertThat(report.eventFates().get("learned")).isGreaterThan(300);
    }

    /** A version that claims one event more or less than the labels say is found out. */
    @Test
    void theAuditorSeesAnotherOrder() throws Exception {
        JobConfig config = config("undisturbed");
        List<String> none = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry(config), none);
        manifests.put("fr", manifests.get("de"));

        assertThat(audited(config, manifests, example -> {}).problems())
                .isNotEmpty()
                .allMatch(problem -> problem.contains("model fr"));
    }

    private static LateAuditReport audited(JobConfig config) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry(config), problems);
        assertThat(problems).isEmpty();
        List<Retraining> again = new ArrayList<>();
        for (List<SnapshotManifest> versions : manifests.values()) {
            again.add(Retraining.of(
                    versions.get(versions.size() - 1), config, null, new SnapshotReader(registry(config))));
        }
        LateAuditReport report =
                audited(config, manifests, example -> again.forEach(model -> model.addJoined(example)));
        assertThat(again).allSatisfy(model -> assertThat(model.difference()).isEmpty());
        again.forEach(Retraining::close);
        return report;
    }

    private static LateAuditReport audited(
            JobConfig config,
            Map<String, List<SnapshotManifest>> manifests,
            java.util.function.Consumer<Example> learned) {
        LateAudit audit = new LateAudit(config, manifests, learned);
        new TopicAudit(kafka.bootstrap(), Map.of())
                .readLate(config, config.topics().rejected(), audit, read -> {});
        return audit.finish();
    }

    private static Map<String, String> states(JobConfig config) throws IOException {
        ModelRegistry registry = registry(config);
        Map<String, String> states = new TreeMap<>();
        for (String model : registry.models()) {
            SnapshotManifest newest =
                    registry.manifest(model, registry.newest(model).orElseThrow());
            states.put(model, newest.examples() + " " + newest.stateSha256());
        }
        assertThat(states).containsOnlyKeys(MODELS);
        return states;
    }

    private static ModelRegistry registry(JobConfig config) {
        return Jobs.registry(Path.of(config.registry().directory()));
    }

    private static OffsetBounds bounds(String name) {
        return new OffsetBounds(new Topic(kafka, name).partition(), 0, (long) EVENTS + 2);
    }

    private static JobConfig config(String name) {
        return Jobs.config(
                directory.resolve(name),
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=" + name,
                "topics.rejected=" + name + ".rejected",
                "topics.models=" + name + ".models",
                "labels={topic: " + name + ".labels, wait: 50ms, unmatched: dead-letter, idle: 2s, predictions: " + name
                        + ".predictions}",
                "checkpoint.interval=50ms");
    }

    /** The same records for each name, at the same times. */
    private static JobConfig fed(String name) throws Exception {
        JobConfig config = config(name);
        send(config, false);
        return config;
    }

    private static void send(JobConfig config, boolean weighed) throws Exception {
        String name = config.topics().examples();
        KafkaTopics.ensure(config);
        Random random = new Random(7);
        List<Sent> events = new ArrayList<>();
        List<Sent> labels = new ArrayList<>();
        List<Sent> predictions = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            long timeMs = START_MS + 2L * i;
            String model = MODELS.get(i % 2);
            String json = new String(Jobs.json(model, i), UTF_8);
            int label = json.endsWith("1}") ? 1 : 0;
            String weight = weighed && i % 3 == 0 ? ", \"weight\": " + i % 4 + ".5}" : "}";
            events.add(new Sent(timeMs, json.substring(0, json.lastIndexOf(", \"label\"")) + weight));
            predictions.add(new Sent(
                    timeMs + 1,
                    String.format(
                            Locale.ROOT,
                            "{\"id\": \"id-%d\", \"model\": \"%s\", \"probabilities\": {\"no\": %.2f, \"yes\": %.2f},"
                                    + " \"version\": %d}",
                            i,
                            model,
                            i % 100 / 100.0,
                            1 - i % 100 / 100.0,
                            1 + i / 200)));
            String of = String.format(
                    Locale.ROOT,
                    "{\"id\": \"id-%d\", \"model\": \"%s\", \"label\": %d%s}",
                    i,
                    model,
                    label,
                    weighed && i % 5 == 0 ? ", \"weight\": 2" : "");
            if (random.nextInt(20) > 0) {
                labels.add(new Sent(timeMs + random.nextInt(60) - 10, of));
            }
            if (random.nextInt(30) == 0) {
                labels.add(new Sent(timeMs + 45, of));
            }
        }
        events.add(new Sent(START_MS + 2L * EVENTS, events.get(EVENTS - 1).value()));
        events.add(new Sent(START_MS + 2L * EVENTS + 1, "no event"));
        labels.add(new Sent(START_MS, "{\"id\": \"nobody\", \"model\": \"de\", \"label\": 1}"));
        labels.add(new Sent(START_MS + 1, "{\"id\": \"id-1\", \"model\": \"de\", \"label\": 7}"));
        labels.sort(Comparator.comparingLong(Sent::timeMs));
        send(name, events);
        send(name + ".labels", labels);
        send(name + ".predictions", predictions);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is missing is seen
    private static void send(String topic, List<Sent> records) {
        try (KafkaProducer<byte[], byte[]> producer = new Topic(kafka, topic).producer(Map.of())) {
            for (Sent record : records) {
                producer.send(new ProducerRecord<>(
                        topic, 0, record.timeMs(), null, record.value().getBytes(UTF_8)));
            }
            producer.flush();
        }
    }
}

package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.JobConfig;
import io.rdrop.example.StepReport;
import io.rdrop.job.MixedRecords.Entry;
import io.rdrop.job.wire.StepReportJson;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.OffsetDigest;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One job over {@link MixedRecords}, with topics and a registry of its own: fed, followed, and audited at its end. */
final class JobRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MICRO_BATCH = 8;
    private static final Duration TICK = Duration.ofMillis(10);

    private final MixedRecords records;
    private final JobConfig config;
    private final ModelRegistry registry;
    private final Topic examples;
    private final List<RecordMetadata> written = new ArrayList<>();

    JobRun(MixedRecords records, EmbeddedKafka kafka, String name, Path directory, String... more)
            throws InterruptedException {
        this.records = records;
        List<String> settings = new ArrayList<>(List.of(
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "input.max-bytes=" + MixedRecords.MAX_BYTES,
                "topics.examples=" + name,
                "topics.rejected=" + name + ".rejected",
                "topics.models=" + name + ".models",
                "topics.reports=" + name + ".reports",
                "micro-batch.size=" + MICRO_BATCH,
                "checkpoint.interval=100ms"));
        settings.addAll(List.of(more));
        config = Jobs.config(directory, settings.toArray(String[]::new));
        KafkaTopics.ensure(config);
        registry = Jobs.registry(directory);
        examples = new Topic(kafka, name);
    }

    JobConfig config() {
        return config;
    }

    ModelRegistry registry() {
        return registry;
    }

    /** All records and no more. */
    OffsetBounds bounds() {
        return new OffsetBounds(examples.partition(), 0, (long) records.size());
    }

    EmbeddedJob submit(EmbeddedFlink flink, Endpoints endpoints) throws Exception {
        return flink.submit(environment(endpoints).getStreamGraph());
    }

    StreamExecutionEnvironment environment(Endpoints endpoints) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.configure(env, config);
        TrainingWorkflow.define(env, config, endpoints, new SnapshotRequest());
        return env;
    }

    /** Writes the records up to that index. */
    void feed(int to) throws Exception {
        written.addAll(examples.write(records.values(written.size(), to)));
    }

    /** Waits until versions are committed that have learned from all full micro-batches of what was fed. */
    void awaitCommitted(EmbeddedJob job) throws Exception {
        for (String model : MixedRecords.MODELS) {
            int full = records.good(model, written.size()) / MICRO_BATCH * MICRO_BATCH;
            await(job, full + " examples of model " + model, () -> trained(model) >= full);
        }
    }

    /** Waits until something is so while the job lives. */
    static void await(EmbeddedJob job, String what, Condition condition) throws Exception {
        await(job, what, PATIENCE, condition);
    }

    static void await(EmbeddedJob job, String what, Duration patience, Condition condition) throws Exception {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("still waiting for " + what + " after " + patience);
            }
            Optional<JobStatus> ended = job.await(TICK);
            assertThat(ended).as("the job's end, waiting for " + what).isEmpty();
        }
    }

    /** Waits for the end of the job. */
    static void awaitEnd(EmbeddedJob job) throws Exception {
        Optional<JobStatus> end = job.await(PATIENCE);
        if (end.isEmpty()) {
            job.cancel();
        }
        assertThat(end).contains(JobStatus.FINISHED);
    }

    /** The training state that each model ended with. */
    Map<String, String> finalStates() throws IOException {
        Map<String, String> states = new TreeMap<>();
        for (String model : registry.models()) {
            long latest = registry.latest(model).orElseThrow();
            states.put(model, registry.manifest(model, latest).stateSha256());
        }
        return states;
    }

    /** Holds everything that the job wrote against what it read. */
    void assertExact() throws IOException {
        assertExactBut(0, 0);
    }

    /**
     * As {@link #assertExact}, but of the records with indices from {@code lostFrom} to before {@code lostTo} there
     * must be neither a dead letter nor a report of a step that ended with them.
     */
    void assertExactBut(int lostFrom, int lostTo) throws IOException {
        assertThat(written).as("fed").hasSize(records.size());
        assertEveryRejectedRecordIsADeadLetterOnce(lostFrom, lostTo);
        assertEveryStepIsReportedOnce(lostFrom, lostTo);
        assertThat(registry.models()).isEqualTo(MixedRecords.MODELS);
        assertThat(registry.verify()).isEmpty();
        List<String> versions = new ArrayList<>();
        for (String model : MixedRecords.MODELS) {
            List<SnapshotManifest> manifests = new ArrayList<>();
            for (long version : registry.versions(model)) {
                SnapshotManifest manifest = registry.manifest(model, version);
                manifests.add(manifest);
                versions.add(model + " " + version + " " + manifest.stateSha256());
            }
            assertVersionsTrainedOnEveryExampleOnce(model, manifests);
        }
        assertThat(topic(config.topics().models()).readJson().stream().map(JobRun::event))
                .as("announced")
                .containsExactlyInAnyOrderElementsOf(versions);
    }

    private void assertEveryRejectedRecordIsADeadLetterOnce(int lostFrom, int lostTo) {
        List<Map<String, String>> expected = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Entry entry = records.entries().get(i);
            if (entry.reason() != null && (i < lostFrom || i >= lostTo)) {
                Map<String, String> letter = new LinkedHashMap<>();
                letter.put("value", hex(entry.value()));
                letter.put("reason", entry.reason().code());
                letter.put("topic", examples.name());
                letter.put("partition", "0");
                letter.put("offset", Long.toString(written.get(i).offset()));
                letter.put("timestamp", Long.toString(written.get(i).timestamp()));
                expected.add(letter);
            }
        }
        List<Map<String, String>> letters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topic(config.topics().rejected()).readCommitted()) {
            Map<String, String> letter = new LinkedHashMap<>();
            letter.put("value", hex(record.value()));
            for (Header header : record.headers()) {
                assertThat(letter.put(header.key(), new String(header.value(), UTF_8)))
                        .as("second header " + header.key())
                        .isNull();
            }
            assertThat(letter.remove("detail")).as("detail of " + letter).isNotBlank();
            letters.add(letter);
        }
        assertThat(letters).as("dead letters").containsExactlyElementsOf(expected);
    }

    private void assertEveryStepIsReportedOnce(int lostFrom, int lostTo) throws IOException {
        Map<String, List<String>> reports = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topic(config.topics().reports()).readCommitted()) {
            StepReport report = StepReportJson.read(record.value());
            reports.computeIfAbsent(report.model(), model -> new ArrayList<>())
                    .add(report.step() + ": " + report.trained());
        }
        Map<String, List<String>> expected = new TreeMap<>();
        for (String model : MixedRecords.MODELS) {
            int all = records.good(model, records.size());
            List<String> steps = new ArrayList<>();
            for (int trained = 0; trained < all; ) {
                trained = Math.min(all, trained + MICRO_BATCH);
                if (trained <= records.good(model, lostFrom) || trained > records.good(model, lostTo)) {
                    steps.add((trained + MICRO_BATCH - 1) / MICRO_BATCH + ": " + trained);
                }
            }
            expected.put(model, steps);
        }
        assertThat(reports).as("steps and examples trained on").isEqualTo(expected);
    }

    /** How many dead letters and step reports were written, committed or not. */
    int outputs() {
        return topic(config.topics().rejected()).readAll().size()
                + topic(config.topics().reports()).readAll().size();
    }

    /** How many of them a reader of committed records sees. */
    int committedOutputs() {
        return topic(config.topics().rejected()).readCommitted().size()
                + topic(config.topics().reports()).readCommitted().size();
    }

    /** How many the records with indices before that one give. */
    int outputsOf(int to) {
        int outputs = 0;
        for (Entry entry : records.entries().subList(0, to)) {
            outputs += entry.reason() == null ? 0 : 1;
        }
        for (String model : MixedRecords.MODELS) {
            outputs += records.good(model, to) / MICRO_BATCH;
        }
        return outputs;
    }

    /**
     * The manifests' ranges must be the model's offsets, cut into pieces: no gap, nothing twice, nothing out of order.
     */
    private void assertVersionsTrainedOnEveryExampleOnce(String model, List<SnapshotManifest> manifests) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (model.equals(records.entries().get(i).model())) {
                offsets.add(written.get(i).offset());
            }
        }
        int done = 0;
        Long parent = null;
        for (SnapshotManifest manifest : manifests) {
            String place = "model " + model + " version " + manifest.version();
            assertThat(manifest.version()).as(place).isEqualTo(parent == null ? 1 : parent + 1);
            assertThat(manifest.parent()).as(place).isEqualTo(parent);
            parent = manifest.version();
            int count = (int) manifest.examples() - done;
            List<Long> piece = offsets.subList(done, done + count);
            OffsetDigest digest = new OffsetDigest();
            piece.forEach(digest::add);
            assertThat(manifest.trained())
                    .as(place)
                    .containsExactly(new OffsetRange(
                            examples.name(), 0, piece.get(0), piece.get(count - 1), count, digest.hex()));
            done += count;
        }
        assertThat(done).as("trained by model " + model).isEqualTo(offsets.size());
    }

    private long trained(String model) throws IOException {
        Optional<Long> latest = registry.latest(model);
        return latest.isPresent() ? registry.manifest(model, latest.get()).examples() : 0;
    }

    private Topic topic(@Nullable String name) {
        return new Topic(examples.kafka(), Objects.requireNonNull(name));
    }

    private static String event(JsonNode event) {
        return event.path("model").asText() + " " + event.path("version").asLong() + " "
                + event.path("stateSha256").asText();
    }

    private static String hex(byte @Nullable [] value) {
        return value == null
                ? "null"
                : HexFormat.of().formatHex(Arrays.copyOf(value, Math.min(value.length, 200))) + " of " + value.length;
    }

    /** Something to wait for. */
    interface Condition {
        boolean holds() throws Exception;
    }
}

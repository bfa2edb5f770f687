package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.task.Task;
import io.rdrop.tools.audit.Audit;
import io.rdrop.tools.audit.AuditReport;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are sound and break training: the whole job, on a real broker, goes on without them and loses none. */
class PoisonITCase {
    private static final int SOUND = 40;
    private static final int POISON_AT = 8; // with ten records before them they would be outliers, and harmless

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @Test
    void goesToTheDeadLettersByteForByteAndTrainingGoesOn() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            List<byte[]> sound = new ArrayList<>();
            for (int i = 0; i < SOUND; i++) {
                sound.add(Jobs.json("de", i));
            }
            List<byte[]> mixed = new ArrayList<>(sound);
            List<byte[]> poison = List.of(poison(1), "no JSON".getBytes(UTF_8), poison(2), poison(3), poison(4));
            mixed.addAll(POISON_AT, poison);

            JobConfig with = run(kafka, flink, "with-poison", mixed);
            JobConfig without = run(kafka, flink, "without-poison", sound);

            assertThat(state(with)).isEqualTo(state(without));
            List<ConsumerRecord<byte[], byte[]>> letters =
                    new Topic(kafka, with.topics().rejected()).readCommitted();
            assertThat(letters)
                    .extracting(letter -> header(letter, "reason"))
                    .containsExactlyInAnyOrder(
                            "not-json",
                            "non-finite-update",
                            "non-finite-update",
                            "non-finite-update",
                            "non-finite-update");
            for (ConsumerRecord<byte[], byte[]> letter : letters) {
                int offset = Integer.parseInt(header(letter, "offset"));
                assertThat(letter.value()).isEqualTo(mixed.get(offset));
                assertThat(header(letter, "topic")).isEqualTo("with-poison");
            }
        }
    }

    /**
     * More than one poll of the topic gives, far apart and side by side, and records of the model that has room between
     * them.
     */
    @Test
    void recordsOfModelsThatThereIsNoRoomForGoToTheDeadLettersByteForByte() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            List<byte[]> sound = new ArrayList<>();
            List<byte[]> mixed = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                boolean known = i == 0 || i % 5 == 3 || (i > 1_000 && i < 1_900);
                byte[] record = Jobs.json(known ? "de" : "key-" + i, i);
                mixed.add(record);
                if (known) {
                    sound.add(record);
                }
            }

            JobConfig with = run(kafka, flink, "with-excess", mixed, "input.max-models=1", "micro-batch.size=64");
            JobConfig without = run(kafka, flink, "without-excess", sound, "micro-batch.size=64");

            assertThat(state(with)).isEqualTo(state(without));
            assertThat(Jobs.registry(Path.of(with.registry().directory())).models())
                    .containsExactly("de");
            List<ConsumerRecord<byte[], byte[]>> letters =
                    new Topic(kafka, with.topics().rejected()).readCommitted();
            assertThat(letters)
                    .hasSize(mixed.size() - sound.size())
                    .extracting(letter -> header(letter, "reason"))
                    .containsOnly("too-many-models");
            assertThat(letters).extracting(letter -> header(letter, "offset")).doesNotHaveDuplicates();
            for (ConsumerRecord<byte[], byte[]> letter : letters) {
                assertThat(letter.value()).isEqualTo(mixed.get(Integer.parseInt(header(letter, "offset"))));
            }
            Audit audit = new Audit(
                    "with-excess",
                    TopicAudit.manifests(Jobs.registry(Path.of(with.registry().directory())), new ArrayList<>()),
                    true);
            TopicAudit topics = new TopicAudit(kafka.bootstrap(), Map.of());
            try (TopicReader reader = topics.reader("with-excess")) {
                TopicAudit.readExamples(reader, Task.of(with).codec(), audit, (decoded, read) -> {});
            }
            topics.readDeadLetters(with.topics().rejected(), "with-excess", audit);
            AuditReport report = audit.finish();
            assertThat(report.problems()).isEmpty();
            assertThat(report.trained()).isEqualTo(sound.size());
            assertThat(report.rejected()).isEqualTo(mixed.size() - sound.size());
        }
    }

    private static byte[] poison(int number) {
        return ("{\"model\": \"de\", \"features\": {\"x\": 1e300, \"y\": -1e300, \"colour\": \"red\"}, \"label\": "
                        + number % 2 + "}")
                .getBytes(UTF_8);
    }

    private JobConfig run(EmbeddedKafka kafka, EmbeddedFlink flink, String name, List<byte[]> records, String... more)
            throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=" + name,
                "topics.rejected=" + name + ".rejected",
                "topics.models=" + name + ".models",
                "encoding.standardise=false",
                "r-drop.alpha=0",
                "model.dropout=0"));
        settings.addAll(List.of(more));
        JobConfig config = Jobs.config(directory.resolve(name), settings.toArray(String[]::new));
        KafkaTopics.ensure(config);
        Topic topic = new Topic(kafka, name);
        topic.write(new ArrayList<>(records));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, new OffsetBounds(topic.partition(), 0, (long) records.size()));
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));
        return config;
    }

    private static String state(JobConfig config) throws Exception {
        var registry = Jobs.registry(Path.of(config.registry().directory()));
        return registry.manifest("de", registry.latest("de").orElseThrow()).stateSha256();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
        return new String(record.headers().lastHeader(key).value(), UTF_8);
    }
}

package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.embedded.EmbeddedFlink;
import io.rdrop.embedded.EmbeddedKafka;
import io.rdrop.embedded.FlinkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are sound and break training: the whole job, on a real broker, goes on without them and loses none. */
class PoisonITCase {
    private static final int SOUND = 40;
    private static final int POISON_AT = 20;

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

    private static byte[] poison(int number) {
        return ("{\"model\": \"de\", \"features\": {\"x\": 1e300, \"y\": -1e300, \"colour\": \"red\"}, \"label\": "
                        + number % 2 + "}")
                .getBytes(UTF_8);
    }

    private JobConfig run(EmbeddedKafka kafka, EmbeddedFlink flink, String name, List<byte[]> records)
            throws Exception {
        JobConfig config = Jobs.config(
                directory.resolve(name),
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=" + name,
                "topics.rejected=" + name + ".rejected",
                "topics.models=" + name + ".models",
                "encoding.standardise=false",
                "r-drop.alpha=0",
                "model.dropout=0");
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

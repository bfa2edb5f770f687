package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.codec.Transcoder;
import io.rdrop.config.JobConfig;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same examples in three formats, each with a record that is none: the same weights, and a dead letter each. */
class FormatsITCase {
    private static final int EXAMPLES = 60;

    @Test
    void everyFormatEndsWithTheSameState(@TempDir Path directory) throws Exception {
        Set<String> states = new HashSet<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            for (String format : List.of("json", "avro", "binary")) {
                JobConfig config = Jobs.config(
                        directory.resolve(format),
                        "kafka.bootstrap='" + kafka.bootstrap() + "'",
                        "name=" + format,
                        "input.format=" + format,
                        "topics.examples=" + format,
                        "topics.rejected=" + format + ".rejected");
                states.add(run(config, kafka, flink));

                List<ConsumerRecord<byte[], byte[]>> letters =
                        new Topic(kafka, config.topics().rejected()).readCommitted();
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).value()).isEqualTo("broken".getBytes(UTF_8));
                assertThat(new String(
                                letters.get(0).headers().lastHeader("reason").value(), UTF_8))
                        .isEqualTo(format.equals("json") ? "not-json" : "malformed");
            }
        }
        assertThat(states).hasSize(1);
    }

    private static String run(JobConfig config, EmbeddedKafka kafka, EmbeddedFlink flink) throws Exception {
        KafkaTopics.ensure(config);
        Topic topic = new Topic(kafka, config.topics().examples());
        Transcoder transcoder = new Transcoder(config);
        List<byte @Nullable []> values = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            values.add(transcoder.transcode(Jobs.json("de", i)));
        }
        values.add(7, "broken".getBytes(UTF_8));
        topic.write(values);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, new OffsetBounds(topic.partition(), 0, (long) values.size()));
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));

        ModelRegistry registry = Jobs.registry(Path.of(config.registry().directory()));
        var manifest = registry.manifest("de", registry.latest("de").orElseThrow());
        assertThat(manifest.examples()).isEqualTo(EXAMPLES);
        return manifest.stateSha256();
    }
}

package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that learns and predicts, on a real broker and a mini cluster. */
class InlineScoringITCase {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls start()
    private static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedFlink flink;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(null);
        flink = EmbeddedFlink.start(FlinkSettings.ofSlots(2).withRestarts(100, Duration.ofMillis(100)));
    }

    @AfterAll
    static void stop() {
        flink.close();
        kafka.close();
    }

    @Test
    void answersBetweenItsStepsAndGoesOnFromASavepoint() throws Exception {
        JobConfig config = config("inline");
        ModelRegistry registry = Jobs.registry(directory.resolve("inline"));
        EmbeddedJob first = submit(config, null);
        ask(0, 20); // nobody has learned anything yet
        ask("no record");
        learn(0, 40);
        JobRun.await(first, "answers of what waited", () -> predictions().size() == 20);
        JobRun.await(
                first,
                "a version of step 10",
                () -> registry.latest("de").isPresent()
                        && registry.manifest("de", registry.latest("de").get()).step() == 10);
        ask(20, 40);
        JobRun.await(first, "answers", () -> predictions().size() == 40);
        String savepoint = first.stopWithSavepoint(directory.resolve("savepoints"), false);

        EmbeddedJob second = submit(config, savepoint);
        ask(40, 60);
        JobRun.await(second, "answers", () -> predictions().size() == 60);
        second.cancel();

        List<JsonNode> predictions = predictions();
        assertThat(predictions.stream()
                        .filter(json -> !json.get("id").asText().startsWith("inline"))
                        .map(json -> json.get("id").asText()))
                .containsExactlyElementsOf(LongStream.range(0, 60)
                        .mapToObj(number -> "id-" + number)
                        .toList());
        List<JsonNode> ofStep10 = predictions.subList(20, 60);
        assertThat(ofStep10)
                .extracting(json -> json.get("step").asLong())
                .as("before the savepoint and after")
                .containsOnly(10L);
        try (Predictor version = Predictor.of(registry, "de").open()) {
            for (int i = 0; i < ofStep10.size(); i++) {
                Prediction expected = version.predict(Jobs.json("de", 20 + i));
                assertThat((float)
                                ofStep10.get(i).get("probabilities").get("yes").asDouble())
                        .isEqualTo(expected.probability("yes"));
            }
        }
        assertThat(new Topic(kafka, "inline.records.rejected").readCommitted())
                .singleElement()
                .satisfies(letter -> assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                        .isEqualTo("no record"));
        assertThat(new Topic(kafka, "inline.examples.rejected").readCommitted()).isEmpty();
    }

    @Test
    void aRunThatEndsWithItsExamplesDoesNotPredict() throws Exception {
        JobConfig config = config("ends");

        assertThatThrownBy(() -> TrainingJob.prepare(
                        StreamExecutionEnvironment.getExecutionEnvironment(),
                        config,
                        new OffsetBounds(new TopicPartition("ends.examples", 0), 0, 10L)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use `rdrop job`");
        assertThatThrownBy(() -> new ScoringJob().check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the training job predicts");
    }

    private static JobConfig config(String name) {
        return Jobs.config(
                directory.resolve(name),
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=" + name + ".examples",
                "topics.rejected=" + name + ".examples.rejected",
                "topics.models=" + name + ".models",
                "scoring.inline=true",
                "scoring.delivery=exactly-once",
                "scoring.topic=" + name + ".records",
                "scoring.predictions=" + name + ".predictions",
                "scoring.rejected=" + name + ".records.rejected",
                "checkpoint.interval=100ms");
    }

    private static EmbeddedJob submit(JobConfig config, @org.jspecify.annotations.Nullable String savepoint)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        return savepoint == null ? flink.submit(env.getStreamGraph()) : flink.submit(env.getStreamGraph(), savepoint);
    }

    private static void learn(int from, int to) throws Exception {
        new Topic(kafka, "inline.examples")
                .write(LongStream.range(from, to)
                        .mapToObj(number -> Jobs.json("de", number))
                        .toList());
    }

    private static void ask(int from, int to) throws Exception {
        new Topic(kafka, "inline.records")
                .write(LongStream.range(from, to)
                        .mapToObj(number -> new String(Jobs.json("de", number), StandardCharsets.UTF_8)
                                .replaceAll(", \"label\": [01]", "")
                                .getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private static void ask(String record) throws Exception {
        new Topic(kafka, "inline.records").write(List.of(record.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<JsonNode> predictions() {
        return new Topic(kafka, "inline.predictions").readJson();
    }
}

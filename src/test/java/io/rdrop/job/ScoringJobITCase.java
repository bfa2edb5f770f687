package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.JobConfig;
import io.rdrop.job.Fault.Place;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.HeaderText;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scoring job on a real broker and a mini cluster, beside versions that come while it runs. */
class ScoringJobITCase {
    /** One in so many is no record. */
    private static final int BAD = 7;

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
    void exactlyOnceEachRecordIsAnsweredOnceOverAFailureByAVersionThatGivesTheSameBits() throws Exception {
        JobConfig config = config("exact", "scoring.delivery=exactly-once");
        ModelRegistry registry = Jobs.registry(directory.resolve("exact"));
        Fault fault = Fault.armed(Place.READING, 250);
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            EmbeddedJob job = submit(
                    config,
                    fault.inScoring(config, new OffsetBounds(records("exact").partition(), 0, 400L)));
            for (int from = 0; from < 400; from += 50) {
                feed("exact", from, from + 50);
                versions.commit();
                int answers = answersOf(from + 50 - 1);
                if (from + 50 < 400) { // what was read is visible with the next checkpoint
                    JobRun.await(
                            job,
                            answers + " predictions",
                            () -> predictions("exact").size() >= answers);
                }
            }
            JobRun.awaitEnd(job);
        }

        assertThat(fault.hasStruck()).isTrue();
        List<JsonNode> predictions = predictions("exact");
        assertThat(predictions)
                .extracting(json -> json.get("offset").asLong())
                .containsExactlyElementsOf(goodOffsets(400));
        assertThat(predictions)
                .extracting(json -> json.get("version").asLong())
                .as("versions only ever move on")
                .isSorted();
        assertThat(predictions.get(predictions.size() - 1).get("version").asLong())
                .isGreaterThan(predictions.get(0).get("version").asLong());
        Predictions.assertReproducible(predictions, registry, offset -> Jobs.json("de", offset));
        assertDeadLetters("exact", 400);
    }

    @Test
    void atLeastOnceEachRecordIsAnsweredOverAFailure() throws Exception {
        JobConfig config = config("least");
        Fault fault = Fault.armed(Place.READING, 150);
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            feed("least", 0, 200);
            JobRun.awaitEnd(submit(
                    config,
                    fault.inScoring(config, new OffsetBounds(records("least").partition(), 0, 200L))));
        }

        assertThat(fault.hasStruck()).isTrue();
        assertThat(predictions("least").stream()
                        .map(json -> json.get("offset").asLong())
                        .distinct())
                .containsExactlyElementsOf(goodOffsets(200));
    }

    @Test
    void whatATrainingJobLearnsBesideItIsUsedAsSoonAsItIsAnnounced() throws Exception {
        JobConfig config = config("beside", "scoring.poll=1h"); // so that announcements alone can tell
        Topic examples = new Topic(kafka, "beside.examples");
        KafkaTopics.ensure(config);
        EmbeddedJob scoring = submit(config, KafkaEndpoints.scoring(config, null));
        feed("beside", 0, 20); // nobody has learned anything yet
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        EmbeddedJob training = flink.submit(env.getStreamGraph());
        ModelRegistry registry = Jobs.registry(directory.resolve("beside"));

        for (int from = 0; from < 120; from += 40) {
            examples.write(LongStream.range(from, from + 40)
                    .mapToObj(number -> Jobs.json("de", number))
                    .toList());
            int learned = from + 40;
            JobRun.await(
                    training,
                    "a version",
                    () -> registry.latest("de").isPresent()
                            && registry.manifest("de", registry.latest("de").get())
                                            .examples()
                                    >= learned);
            long latest = registry.latest("de").orElseThrow();
            feedUntilAnsweredBy(latest, scoring);
        }
        training.cancel();
        scoring.cancel();

        List<JsonNode> predictions = predictions("beside");
        assertThat(predictions.subList(0, answersOf(19)))
                .as("those that waited")
                .extracting(json -> json.get("offset").asLong())
                .containsExactlyElementsOf(goodOffsets(20));
        Predictions.assertReproducible(predictions, registry, offset -> Jobs.json("de", offset));
    }

    private static int fed = 20;

    private static void feedUntilAnsweredBy(long version, EmbeddedJob scoring) throws Exception {
        JobRun.await(scoring, "predictions by version " + version, () -> {
            feed("beside", fed, fed + 1);
            fed++;
            return predictions("beside").stream()
                    .anyMatch(json -> json.get("version").asLong() >= version);
        });
    }

    @Test
    void goesOnFromASavepointWithWhatWaited() throws Exception {
        JobConfig config = config("saved", "scoring.delivery=exactly-once");
        EmbeddedJob first = submit(config, KafkaEndpoints.scoring(config, null));
        feed("saved", 0, 30);
        JobRun.await(first, "dead letters", () -> letters("saved") == 30 - answersOf(29));
        String savepoint = first.stopWithSavepoint(directory.resolve("savepoints"), false);
        assertThat(predictions("saved")).isEmpty();

        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
        }
        EmbeddedJob second = flink.submit(
                environment(config, KafkaEndpoints.scoring(config, null)).getStreamGraph(), savepoint);
        feed("saved", 30, 60);
        JobRun.await(second, "predictions", () -> predictions("saved").size() >= answersOf(59));
        second.cancel();

        assertThat(predictions("saved"))
                .extracting(json -> json.get("offset").asLong())
                .containsExactlyInAnyOrderElementsOf(goodOffsets(60));
    }

    private static JobConfig config(String name, String... more) throws InterruptedException {
        List<String> settings = new ArrayList<>(List.of(
                "name=" + name,
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=" + name + ".examples",
                "topics.rejected=" + name + ".examples.rejected",
                "topics.models=" + name + ".models",
                "scoring.topic=" + name,
                "scoring.predictions=" + name + ".predictions",
                "scoring.rejected=" + name + ".rejected",
                "scoring.poll=20ms",
                "checkpoint.interval=100ms"));
        settings.addAll(List.of(more));
        JobConfig config = Jobs.config(directory.resolve(name), settings.toArray(String[]::new));
        KafkaTopics.ensureScoring(config);
        return config;
    }

    private static EmbeddedJob submit(JobConfig config, ScoringEndpoints endpoints) throws Exception {
        return flink.submit(environment(config, endpoints).getStreamGraph());
    }

    private static StreamExecutionEnvironment environment(JobConfig config, ScoringEndpoints endpoints) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        ScoringJob.configureScoring(env, config);
        ScoringWorkflow.define(env, config, endpoints);
        return env;
    }

    private static Topic records(String name) {
        return new Topic(kafka, name);
    }

    private static boolean isGood(long offset) {
        return offset % BAD != BAD - 1;
    }

    /** Records of which some are none, and none has to have a label. */
    private static void feed(String name, int from, int to) throws Exception {
        List<byte @Nullable []> values = new ArrayList<>();
        for (int number = from; number < to; number++) {
            String record = new String(Jobs.json("de", number), UTF_8).replaceAll(", \"label\": [01]", "");
            values.add(isGood(number) ? record.getBytes(UTF_8) : "no record".getBytes(UTF_8));
        }
        records(name).write(values);
    }

    private static List<Long> goodOffsets(int to) {
        return LongStream.range(0, to).filter(ScoringJobITCase::isGood).boxed().toList();
    }

    /** How many of the records up to that one are answered. */
    private static int answersOf(int last) {
        return (int)
                IntStream.rangeClosed(0, last).filter(ScoringJobITCase::isGood).count();
    }

    private static List<JsonNode> predictions(String name) {
        return new Topic(kafka, name + ".predictions").readJson();
    }

    private static int letters(String name) {
        return new Topic(kafka, name + ".rejected").readCommitted().size();
    }

    private static void assertDeadLetters(String name, int to) {
        assertThat(new Topic(kafka, name + ".rejected")
                        .readCommitted().stream()
                                .map(letter -> new String(letter.value(), UTF_8)
                                        + HeaderText.of(letter, DeadLetterSchema.REASON)
                                        + HeaderText.of(letter, DeadLetterSchema.OFFSET)))
                .containsExactlyElementsOf(IntStream.range(0, to)
                        .filter(number -> !isGood(number))
                        .mapToObj(number -> "no recordnot-json" + number)
                        .toList());
    }
}

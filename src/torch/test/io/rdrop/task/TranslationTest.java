package io.rdrop.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Score;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TextOutputs;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.learn.TextSearch;
import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Translation and summarization with libtorch's network: learned, killed, restored, and opened to predict. */
class TranslationTest {
    private static final String YAML = """
            task: %s
            micro-batch: {size: 8}
            sequence: {max-length: 24}
            transformer: {vocabulary: 320, vocabulary-examples: 16, width: 16, layers: 1, heads: 2, kept: 64, write-every: 4}
            """;

    private static final String[] GERMAN = {"der", "Hund", "Katze", "sieht", "eine", "rote"};
    private static final String[] ENGLISH = {"the", "dog", "cat", "sees", "a", "red"};

    private static JobConfig config(String task, String... overrides) {
        return JobConfigs.parse(YAML.formatted(task), "test", List.of(overrides));
    }

    private static List<MicroBatch> batches(JobConfig config, int count) {
        Random random = new Random(3);
        List<MicroBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Example> examples = new ArrayList<>();
            for (int k = 0; k < 8; k++) {
                int[] words =
                        random.ints(1 + random.nextInt(4), 0, GERMAN.length).toArray();
                examples.add(example(config, joined(GERMAN, words), joined(ENGLISH, words)));
            }
            batches.add(new MicroBatch("m", examples));
        }
        return batches;
    }

    private static String joined(String[] words, int[] which) {
        StringBuilder text = new StringBuilder();
        for (int word : which) {
            text.append(text.isEmpty() ? "" : " ").append(words[word]);
        }
        return text.toString();
    }

    private static Example example(JobConfig config, String source, String target) {
        byte[] json = ("{\"source\":\"" + source + "\",\"target\":\"" + target + "\"}").getBytes(UTF_8);
        return (Example) Task.of(config).codec().decode(new RawRecord(new SourcePosition("t", 0, 0, 0), json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=42",
                "r-drop.every=2",
                "r-drop.passes=3",
                "r-drop.dropout-sampling=per-batch",
                "r-drop.label-smoothing=0.1",
                "r-drop.schedule={type: linear, from: 0, over: 200}",
                "transformer.replays=0",
            })
    void killedAndRestoredItEndsWithTheSameBytes(String setting) throws IOException {
        JobConfig config = config("translation", setting);
        List<MicroBatch> batches = batches(config, 6);
        try (Learner whole = Task.of(config).learner();
                Learner second = Task.of(config).learner()) {
            try (Learner first = Task.of(config).learner()) {
                batches.subList(0, 4).forEach(first::learn);
                restore(second, bytes(first));
            }
            batches.forEach(whole::learn);
            batches.subList(4, 6).forEach(second::learn);

            assertThat(second.stateSha256()).isEqualTo(whole.stateSha256());
            assertThat(bytes(second)).isEqualTo(bytes(whole));
        }
    }

    @Test
    void aVersionPredictsAsTheLearnerThatMadeIt() throws IOException {
        JobConfig config = config("summarization");
        List<MicroBatch> batches = batches(config, 5);
        try (Learner learner = Task.of(config).learner()) {
            batches.forEach(learner::learn);
            float[] expected = learner.probe(learner.latest()).predictions();
            try (ExamplePredictor predictor = Task.of(config).predictor(learner.files())) {
                assertThat(predictor.predict(learner.latest())).isEqualTo(expected);
                float[] alone = predictor.predict(learner.latest().subList(0, 1));
                assertThat(new TextOutputs(alone, 0).text()).isEqualTo(new TextOutputs(expected, 0).text());
            }
        }
    }

    @Test
    void learnsToTranslate() {
        JobConfig config = config("translation", "transformer.width=32", "model.updater.learning-rate=0.003");
        List<MicroBatch> batches = batches(config, 160);
        try (Learner learner = Task.of(config).learner()) {
            StepReport last = null;
            for (MicroBatch batch : batches) {
                last = learner.learn(batch);
            }
            Example example = example(config, "eine Katze sieht", "a cat sees");

            assertThat(last).isNotNull();
            assertThat(last.cumulative().get(Score.CHRF)).isGreaterThan(30);
            assertThat(last.cumulative().get(Score.BLEU))
                    .isGreaterThan(last.cumulative().get(Score.COPIED_BLEU));
            assertThat(new TextOutputs(learner.predictor().predict(List.of(example)), 0).text())
                    .isEqualTo("a cat sees");
            float[] wide = learner.predictor().searching(new TextSearch(4, 0.6)).predict(List.of(example));
            assertThat(new TextOutputs(wide, 0).text()).isEqualTo("a cat sees");
        }
    }

    @Test
    void aLearningRateThatDivergesIsNoticedTakenBackAndSaid() throws IOException {
        JobConfig config = config("translation", "model.updater.learning-rate=3");
        List<MicroBatch> batches = batches(config, 200);
        double least = Double.NaN;
        long told = 0;
        byte[] expected;
        try (Learner whole = Task.of(config).learner()) {
            for (MicroBatch batch : batches) {
                StepReport report = whole.learn(batch);
                least = report.learningRate();
                told += report.divergences();
                assertThat(report.applied()).isTrue();
            }
            assertThat(told).isEqualTo(whole.divergences()).isPositive();
            assertThat(least).isLessThan(0.31);
            assertThat(whole.evaluator().window().get(Score.TOKEN_LOG_LOSS))
                    .isLessThan(4); // of 5.8 where nothing is known
            expected = bytes(whole);
        }
        try (Learner second = Task.of(config).learner()) {
            try (Learner first = Task.of(config).learner()) {
                batches.subList(0, 30).forEach(first::learn); // before it is noticed
                restore(second, bytes(first));
            }
            batches.subList(30, 200).forEach(second::learn);
            assertThat(bytes(second)).isEqualTo(expected);
        }
        JobConfig unguarded = config("translation", "model.updater.learning-rate=3", "model.guard=false");
        try (Learner lost = Task.of(unguarded).learner()) {
            batches.forEach(lost::learn);
            assertThat(lost.divergences()).isZero();
            assertThat(lost.evaluator().window().get(Score.TOKEN_LOG_LOSS)).isGreaterThan(5);
        }
    }

    private static byte[] bytes(Learner learner) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StatePart part : learner.state()) {
            part.saving().save(new DataOutputStream(out));
        }
        return out.toByteArray();
    }

    private static void restore(Learner learner, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        for (StatePart part : learner.state()) {
            part.restoring().restore(in, part.version());
        }
        assertThat(in.read()).isNegative();
    }
}

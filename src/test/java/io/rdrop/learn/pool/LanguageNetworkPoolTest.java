package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.Learning;
import io.rdrop.evaluate.LanguageEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.text.Texts;
import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool makes of a language model: scores, mixture, updates and state. */
class LanguageNetworkPoolTest {
    private static final int BATCH = 4;
    private static final JobConfig CONFIG = JobConfigs.parse(
            "task: language-model\nmodel: {type: transformer}\nsequence: {max-length: 16}\ntransformer: {kept: 1000}\n",
            "test",
            List.of());
    private static final TransformerSpec SPEC = TransformerSpec.languageModel(CONFIG);

    private final CountingLanguageModel network = new CountingLanguageModel();
    private final LanguageNetworkPool alone = pool(false, () -> network);

    private static LanguageNetworkPool pool(boolean isMixed, Supplier<CountingLanguageModel> networks) {
        return new LanguageNetworkPool(SPEC, isMixed, CONFIG.model(), networks::get, 5);
    }

    private static PoolLearner learner(LanguageNetworkPool pool, Learning learning) {
        return new PoolLearner(pool, new LanguageEvaluator(1000), learning, () -> 0);
    }

    private static String sentence(Random random) {
        String[] words = {"the", "cat", "sat", "on", "a", "mat", "under", "trees"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            text.append(i == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    private static List<String> sentences(int count) {
        Random random = new Random(3);
        return IntStream.range(0, count).mapToObj(i -> sentence(random)).toList();
    }

    private static Example example(String text) {
        return Texts.example(text, 0, 0);
    }

    private static List<MicroBatch> batches(int count) {
        List<String> texts = sentences(count * BATCH);
        return IntStream.range(0, count)
                .mapToObj(i -> new MicroBatch(
                        "m",
                        texts.subList(i * BATCH, (i + 1) * BATCH).stream()
                                .map(LanguageNetworkPoolTest::example)
                                .toList()))
                .toList();
    }

    private static float[] learn(LanguageNetworkPool pool, String text) {
        float[] outputs = new float[pool.outputs()];
        pool.predictThenLearn(example(text), outputs, terms -> {});
        return outputs;
    }

    private static float[] predict(LanguageNetworkPool pool, String text) {
        float[] outputs = new float[pool.outputs()];
        pool.predict(List.of(example(text)), outputs);
        return outputs;
    }

    /** No byte follows another one twice, so that a network which has not learned a byte knows nothing of it. */
    @Test
    void eachByteIsPredictedBeforeItIsLearned() {
        String text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        float[] outputs = learn(alone, text);

        assertThat(network.step()).isEqualTo(7);
        assertThat(outputs[0]).isCloseTo(8, offset(1e-6f));
        assertThat(outputs[1]).isEqualTo(text.length() + 1);
        assertThat(learn(alone, text)[0]).isLessThan(4);
        assertThat(network.longest()).isEqualTo(16);
        assertThat(network.shortest()).as("behind the line feed that begins").isEqualTo(8);
    }

    /** A line feed within a text is what stands between two. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameBytesMakeTheSameUpdatesHoweverTheyComeIn(boolean isMixed) throws IOException {
        List<String> texts = sentences(40);
        LanguageNetworkPool each = pool(isMixed, CountingLanguageModel::new);
        texts.forEach(text -> learn(each, text));
        LanguageNetworkPool whole = pool(isMixed, CountingLanguageModel::new);
        float[] outputs = learn(whole, String.join("\n", texts));
        LanguageNetworkPool batched = pool(isMixed, CountingLanguageModel::new);
        PoolLearner learner = learner(batched, Learning.PER_BATCH);
        batches(10).forEach(learner::learn);

        assertThat(bytes(whole.state())).isEqualTo(bytes(each.state()));
        assertThat(bytes(batched.state())).isEqualTo(bytes(each.state()));
        PoolLearner oneByOne = learner(pool(isMixed, CountingLanguageModel::new), Learning.ONE_BY_ONE);
        batches(10).forEach(oneByOne::learn);
        assertThat((double) outputs[0])
                .isCloseTo(oneByOne.evaluator().cumulative().get(Score.BITS_PER_CHARACTER), offset(1e-5));
    }

    /** What it learns does not depend on who is mixed with it; the mixture is better than either. */
    @Test
    void countsAreMixedWithTheNetworkAndChangeNothingOfIt() {
        CountingLanguageModel other = new CountingLanguageModel();
        LanguageNetworkPool mixed = pool(true, () -> other);
        double ofAlone = 0;
        double ofMixed = 0;
        for (String text : sentences(300)) {
            float[] bits = learn(alone, text);
            float[] both = learn(mixed, text);
            ofAlone += bits[0];
            ofMixed += both[0];
            for (int order = 2; order < alone.outputs(); order++) {
                assertThat(both[order]).isEqualTo(bits[order]);
            }
        }
        assertThat(other.stateSha256()).isEqualTo(network.stateSha256());
        assertThat(ofMixed).isLessThan(0.7 * ofAlone);
        assertThat(mixed.members())
                .extracting(MemberScore::name)
                .containsExactly("transformer", "counts-0", "counts-1", "counts-2", "counts-3", "counts-4", "counts-5");
        assertThat(alone.members()).singleElement().satisfies(member -> {
            assertThat(member.weight()).isEqualTo(1);
            assertThat(member.recentLoss()).isEqualTo(mixed.members().get(0).recentLoss());
        });
        assertThat(mixed.report().auditRegret())
                .isLessThanOrEqualTo(mixed.report().auditBound());
    }

    @ParameterizedTest
    @CsvSource({"false,0", "false,3", "false,50", "true,0", "true,3", "true,50"})
    void whatIsRestoredGoesOnAsWhatWasSaved(boolean isMixed, int before) throws IOException {
        PoolLearner learner = learner(pool(isMixed, CountingLanguageModel::new), Learning.ONE_BY_ONE);
        List<MicroBatch> batches = batches(60);
        batches.subList(0, before).forEach(learner::learn);
        CountingLanguageModel restored = new CountingLanguageModel();
        PoolLearner other = learner(pool(isMixed, () -> restored), Learning.ONE_BY_ONE);
        restore(other, bytes(learner.state()));
        assertThat(bytes(other.state())).isEqualTo(bytes(learner.state()));
        for (MicroBatch batch : batches.subList(before, 60)) {
            assertThat(other.learn(batch)).isEqualTo(learner.learn(batch));
        }
        assertThat(bytes(other.state())).isEqualTo(bytes(learner.state()));
        assertThat(other.stateSha256()).isEqualTo(learner.stateSha256());
        other.close();
        assertThat(restored.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void predictingAndContinuingChangeNothing(boolean isMixed) throws IOException {
        LanguageNetworkPool pool = pool(isMixed, CountingLanguageModel::new);
        for (int i = 0; i < 40; i++) {
            learn(pool, "abcdefgh \u00fc\ud83d\ude42 ijkl");
        }
        byte[] before = bytes(pool.state());
        float[] first = predict(pool, "abcdefgh");
        assertThat(predict(pool, "Quite other: bytes, 1 + 2 = 3! ".repeat(20))[0])
                .isGreaterThan(first[0]);
        assertThat(predict(pool, "abcdefgh")).isEqualTo(first);
        assertThat(pool.continuation("abcdef", new TextDraw(5, 0, 7))).isEqualTo("gh \u00fc\ud83d\ude42");
        String drawn = pool.continuation("abcdef", new TextDraw(60, 3, 7));
        assertThat(drawn.codePointCount(0, drawn.length())).isEqualTo(60);
        assertThat(pool.continuation("abcdef", new TextDraw(60, 3, 7))).isEqualTo(drawn);
        assertThat(pool.continuation("abcdef", new TextDraw(60, 3, 8))).isNotEqualTo(drawn);
        assertThat(bytes(pool.state())).isEqualTo(before);
    }

    /** Asked for, each is predicted as if it came next; in a micro-batch, one after the other. */
    @Test
    void textsOfAMicroBatchGoOnAndTextsThatAreAskedForDoNot() {
        LanguageNetworkPool mixed = pool(true, CountingLanguageModel::new);
        for (int i = 0; i < 40; i++) {
            learn(mixed, "ab");
            learn(mixed, "cd");
        }
        List<Example> two = List.of(example("ab"), example("cd"));
        float[] asked = new float[2 * mixed.outputs()];
        mixed.predict(two, asked);
        float[] scored = new float[2 * mixed.outputs()];
        mixed.score(two, scored);

        int second = mixed.outputs();
        assertThat(asked[0]).isEqualTo(predict(mixed, "ab")[0]);
        assertThat(asked[second]).isEqualTo(predict(mixed, "cd")[0]);
        assertThat(scored[0]).isEqualTo(asked[0]);
        assertThat(scored[second]).isLessThan(0.5f * asked[second]);
    }

    @Test
    void takesANetworkThatDivergesBackAndSaysSo() throws IOException {
        List<CountingLanguageModel> made = new ArrayList<>();
        PoolLearner guarded = learner(
                pool(true, () -> {
                    made.add(new CountingLanguageModel(60));
                    return made.get(made.size() - 1);
                }),
                Learning.ONE_BY_ONE);
        PoolLearner healthy = learner(pool(true, CountingLanguageModel::new), Learning.ONE_BY_ONE);
        StepReport last = null;
        for (MicroBatch batch : batches(200)) {
            last = guarded.learn(batch);
            healthy.learn(batch);
        }
        assertThat(last).isNotNull();
        assertThat(guarded.divergences()).isEqualTo(1);
        assertThat(last.learningRate()).isEqualTo(SPEC.rate() / 10);
        assertThat(made.get(0).isClosed()).isTrue();
        assertThat(guarded.evaluator().cumulative().get(Score.BITS_PER_CHARACTER))
                .as("the mixture lives on")
                .isCloseTo(healthy.evaluator().cumulative().get(Score.BITS_PER_CHARACTER), offset(0.2));
    }

    private static byte[] bytes(List<StatePart> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StatePart part : parts) {
            part.saving().save(new DataOutputStream(out));
        }
        return out.toByteArray();
    }

    private static void restore(PoolLearner learner, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        for (StatePart part : learner.state()) {
            part.restoring().restore(in, part.version());
        }
        assertThat(in.read()).isNegative();
    }
}

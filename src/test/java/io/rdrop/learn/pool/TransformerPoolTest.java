package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.Learning;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.evaluate.TextEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.Score;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.learn.TextSearch;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StatePart;
import io.rdrop.state.StateParts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool makes of a translator: subwords, scores, replay and state. */
class TransformerPoolTest {
    private static final int VOCABULARY = 300;
    private static final int BATCH = 4;
    private static final int LEARNED_FROM = 8;

    private static final TransformerSpec SPEC = new TransformerSpec(
            "transformer",
            new SequenceSettings(SequenceSettings.Kind.TRANSFORMER, VOCABULARY, VOCABULARY, 1, 8, 1, 2, 16, 0.1),
            0.001,
            1,
            LEARNED_FROM,
            null,
            12,
            1,
            3,
            false);

    private final CountingTranslator network = new CountingTranslator(VOCABULARY);
    private final TransformerPool pool = new TransformerPool(SPEC, networks(network), 5);
    private final PoolLearner learner = learner(pool);

    private static TransformerPool.Networks networks(CountingTranslator first) {
        return new TransformerPool.Networks(() -> first, true, true);
    }

    private static PoolLearner learner(TransformerPool pool) {
        return new PoolLearner(pool, new TextEvaluator(false, 10), Learning.PER_BATCH, () -> 0);
    }

    private static Example example(String source, @Nullable String target) {
        return new Example(
                new SourcePosition("t", 0, 0, 0),
                "i",
                "m",
                0,
                new PairFeatures(source, target),
                target == null ? Example.UNLABELLED : 0);
    }

    private static List<MicroBatch> batches(int count) {
        Random random = new Random(3);
        List<MicroBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Example> examples = new ArrayList<>();
            for (int k = 0; k < BATCH; k++) {
                String word = "w" + random.nextInt(5);
                examples.add(example("der " + word + " geht", "the " + word + " goes"));
            }
            batches.add(new MicroBatch("m", examples));
        }
        return batches;
    }

    private static TextOutputs predict(TransformerPool pool, Example example) {
        float[] into = new float[pool.outputs()];
        pool.predict(List.of(example), into);
        return new TextOutputs(into, 0);
    }

    @Test
    void learnsSubwordsFirstAndNothingElse() {
        List<MicroBatch> batches = batches(3);
        StepReport first = learner.learn(batches.get(0));
        learner.learn(batches.get(1));

        assertThat(network.step()).isZero();
        assertThat(network.translated()).isZero();
        assertThat(first.cumulative().get(Score.BLEU)).isZero();
        assertThat(first.cumulative().get(Score.PERPLEXITY)).isNaN();
        assertThat(pool.kept()).isEqualTo(LEARNED_FROM);

        StepReport third = learner.learn(batches.get(2));
        assertThat(network.step()).isEqualTo(1);
        assertThat(third.crossEntropy()).isEqualTo(2);
        assertThat(third.klDivergence()).isEqualTo(0.5);
        assertThat(third.window().get(Score.PERPLEXITY)).isGreaterThan(100); // what nothing was learned of
        assertThat(pool.kept()).isEqualTo(12);
    }

    @Test
    void writesOneOfThreeBeforeItIsLearnedAndAllThatAreAsked() {
        batches(3).forEach(learner::learn);
        int before = network.translated();
        learner.learn(batches(1).get(0));

        assertThat(network.translated() - before).isEqualTo(2); // 12 and 15 of 12..15
        TextOutputs asked = predict(pool, example("der w1 geht", null));
        assertThat(asked.text()).isEqualTo("der w1 geht");
        assertThat(asked.count(TextCounts.WRITTEN)).isZero(); // there is nothing to compare it with
        assertThat(asked.count(TextCounts.TOKENS)).isZero();
    }

    @Test
    void cutsLongTextsAndSaysSo() {
        batches(3).forEach(learner::learn);
        TextOutputs outputs = predict(pool, example("q".repeat(40), "z".repeat(20)));

        assertThat(outputs.count(TextCounts.KEPT)).isEqualTo(32);
        assertThat(outputs.count(TextCounts.CUT)).isEqualTo(41 + 21 - 32);
        assertThat(outputs.count(TextCounts.TOKENS)).isEqualTo(17); // with its end
        assertThat(network.longestAsked()).isLessThanOrEqualTo(16);
    }

    @Test
    void isGreedyUnlessItIsAskedToSearchWidely() {
        batches(4).forEach(learner::learn);
        assertThat(network.search()).isEqualTo("beam 1 penalty 0.0");

        List<Example> one = List.of(example("der w1 geht", null));
        learner.predictor().searching(new TextSearch(5, 0.6)).predict(one);
        assertThat(network.search()).isEqualTo("beam 5 penalty 0.6");
        learner.predictor().predict(one);
        assertThat(network.search()).isEqualTo("beam 1 penalty 0.0");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "65,0", "1,-0.1", "1,NaN", "1,Infinity"})
    void refusesASearchThatIsNone(int beam, double penalty) {
        assertThatThrownBy(() -> new TextSearch(beam, penalty)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNotChangedByBeingAsked() throws IOException {
        batches(4).forEach(learner::learn);
        byte[] before = bytes(learner);
        predict(pool, example("der w1 geht", "the w1 goes"));
        learner.probe(batches(1).get(0).examples());

        assertThat(bytes(learner)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        List<MicroBatch> batches = batches(10);
        batches.subList(0, before).forEach(learner::learn);
        CountingTranslator otherNetwork = new CountingTranslator(VOCABULARY);
        PoolLearner other = learner(new TransformerPool(SPEC, networks(otherNetwork), 5));
        restore(other, bytes(learner));
        assertThat(bytes(other)).isEqualTo(bytes(learner));
        for (MicroBatch batch : batches.subList(before, 10)) {
            assertThat(other.learn(batch)).isEqualTo(learner.learn(batch));
        }

        assertThat(bytes(other)).isEqualTo(bytes(learner));
        assertThat(other.stateSha256()).isEqualTo(learner.stateSha256());
        other.close();
        assertThat(otherNetwork.isClosed()).isTrue();
    }

    private static PoolLearner guarded(boolean guards, List<CountingTranslator> made) {
        return learner(new TransformerPool(
                SPEC,
                new TransformerPool.Networks(
                        () -> {
                            made.add(new CountingTranslator(VOCABULARY, 60));
                            return made.get(made.size() - 1);
                        },
                        guards,
                        true),
                5));
    }

    @Test
    void takesANetworkThatDivergesBackAndSaysSo() throws IOException {
        List<CountingTranslator> made = new ArrayList<>();
        PoolLearner guarded = guarded(true, made);
        List<MicroBatch> batches = batches(300);
        StepReport told = null;
        StepReport last = null;
        for (MicroBatch batch : batches.subList(0, 200)) {
            last = guarded.learn(batch);
            told = last.divergences() > 0 ? last : told;
        }

        assertThat(last).isNotNull();
        assertThat(told).isNotNull();
        assertThat(told.divergences()).isEqualTo(1);
        assertThat(told.step()).isBetween(63L, 110L);
        assertThat(guarded.divergences()).isEqualTo(1);
        assertThat(last.learningRate()).isEqualTo(SPEC.rate() / 10);
        assertThat(last.window().get(Score.TOKEN_LOG_LOSS)).isLessThan(5);
        assertThat(made.get(0).isClosed()).isTrue();
        assertThat(made.get(made.size() - 1).step())
                .as("updates are counted on")
                .isEqualTo(198);

        PoolLearner restored = guarded(true, new ArrayList<>());
        restore(restored, bytes(guarded));
        for (MicroBatch batch : batches.subList(200, 300)) {
            assertThat(restored.learn(batch)).isEqualTo(guarded.learn(batch));
        }
        assertThat(bytes(restored)).isEqualTo(bytes(guarded));
        assertThat(restored.divergences()).isEqualTo(1);
    }

    @Test
    void aRestoreWhileItIsSuspectedChangesNothing() throws IOException {
        List<MicroBatch> batches = batches(150);
        PoolLearner whole = guarded(true, new ArrayList<>());
        batches.forEach(whole::learn);
        assertThat(whole.divergences()).isEqualTo(1);

        for (int killed = 60; killed < 110; killed += 4) {
            PoolLearner first = guarded(true, new ArrayList<>());
            batches.subList(0, killed).forEach(first::learn);
            PoolLearner second = guarded(true, new ArrayList<>());
            restore(second, bytes(first));
            batches.subList(killed, 150).forEach(second::learn);

            assertThat(bytes(second)).as("killed after %d", killed).isEqualTo(bytes(whole));
        }
    }

    @Test
    void aStateFromBeforeItWasGuardedGoesOn() throws IOException {
        PoolLearner before = guarded(true, new ArrayList<>());
        List<MicroBatch> batches = batches(40);
        batches.subList(0, 30).forEach(before::learn);
        StateParts stored = new StateParts(new MemoryChunks(), 1 << 20);
        stored.save(before.state().stream()
                .filter(part -> !part.name().equals("pool-guard"))
                .toList());

        PoolLearner restored = guarded(true, new ArrayList<>());
        stored.restore(restored.state());
        for (MicroBatch batch : batches.subList(30, 40)) {
            assertThat(restored.learn(batch).cumulative())
                    .isEqualTo(before.learn(batch).cumulative());
        }
        assertThat(restored.stateSha256()).isEqualTo(before.stateSha256());
    }

    @Test
    void withoutAGuardItIsLost() throws IOException {
        PoolLearner lost = guarded(false, new ArrayList<>());
        StepReport last = null;
        for (MicroBatch batch : batches(200)) {
            last = lost.learn(batch);
        }

        assertThat(last).isNotNull();
        assertThat(last.window().get(Score.TOKEN_LOG_LOSS)).isGreaterThan(30);
        assertThat(lost.divergences()).isZero();
    }

    private static byte[] bytes(PoolLearner learner) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StatePart part : learner.state()) {
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

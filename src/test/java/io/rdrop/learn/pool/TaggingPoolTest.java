package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TokenFeatures;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.tagging.SentenceNetworkSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggingPoolTest {
    private static final int TAGS = 3;
    private static final int MOST = 8;
    private static final SentenceNetworkSpec LSTM = new SentenceNetworkSpec("lstm", 0.01, 8, 8, 0, 0);

    private static TaggingPoolSpec spec(boolean words) {
        return new TaggingPoolSpec(
                List.of(
                        LSTM.withDropout(0.2, 0).named("lstm-dropout"),
                        LSTM.withDropout(0.2, 0.5).named("lstm-r-drop")),
                List.of(new TextNetworkSpec("linear", 0.3, 0)),
                words,
                1);
    }

    private static TaggingPool pool(boolean words) {
        return new TaggingPool(spec(words), TAGS, MOST, 5);
    }

    /** A word's tag depends on the word after it. */
    private static Example draw(Random random) {
        int count = 1 + random.nextInt(MOST);
        String[] tokens = new String[count];
        int[] words = random.ints(count + 1, 0, 6).toArray();
        int[] tags = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = "w" + words[i];
            tags[i] = (words[i] + (i + 1 < count ? words[i + 1] % 2 : 0)) % TAGS;
        }
        return example(tokens, tags);
    }

    private static Example example(String[] tokens, int... tags) {
        return new Example(
                new SourcePosition("t", 0, 0, 0), "i", "m", 0, new TokenFeatures(tokens, tags, 0), tags.length - 1);
    }

    private static float[] learn(TaggingPool pool, Example example) {
        float[] outputs = new float[pool.outputs()];
        pool.predictThenLearn(example, outputs, terms -> {});
        return outputs;
    }

    private static float[] predict(TaggingPool pool, String... tokens) {
        float[] outputs = new float[pool.outputs()];
        pool.predict(List.of(example(tokens)), outputs);
        return outputs;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 60})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        for (boolean words : new boolean[] {true, false}) {
            TaggingPool pool = pool(words);
            Random random = new Random(3);
            for (int i = 0; i < before; i++) {
                learn(pool, draw(random));
            }
            TaggingPool restored = pool(words);
            List<byte[]> saved = save(pool);
            for (int part = 0; part < saved.size(); part++) {
                try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                    restored.state().get(part).restoring().restore(in, 1);
                    assertThat(in.available()).isZero();
                }
            }
            assertThat(restored.heldBytes()).isEqualTo(pool.heldBytes());
            for (int i = 0; i < 30; i++) {
                Example example = draw(random);
                assertThat(learn(restored, example)).isEqualTo(learn(pool, example));
            }
            assertThat(save(restored)).usingElementComparator(Arrays::compare).isEqualTo(save(pool));
        }
    }

    @Test
    void predictingChangesNothing() throws IOException {
        TaggingPool pool = pool(true);
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            learn(pool, draw(random));
        }
        List<byte[]> before = save(pool);
        predict(pool, "Quite", "other", "tokens", "1.5");
        float[] first = predict(pool, "w1", "w2");
        assertThat(save(pool)).usingElementComparator(Arrays::compare).isEqualTo(before);
        assertThat(predict(pool, "w1", "w2")).isEqualTo(first);
        assertThat(before.stream().mapToInt(part -> part.length).sum()).isGreaterThan((int) pool.networkBytes());
    }

    @Test
    void aSentenceIsPredictedWholeBeforeAnyOfItIsLearned() {
        TaggingPool pool = pool(true);
        TaggingPool twin = pool(true);
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            Example example = draw(random);
            learn(pool, example);
            learn(twin, example);
        }
        Example example = draw(random);
        TokenFeatures features = (TokenFeatures) example.features();
        TagOutputs learned = new TagOutputs(learn(pool, example), 0);
        TagOutputs predicted = new TagOutputs(predict(twin, features.tokens()), 0);
        for (int i = 0; i < features.tokens().length; i++) {
            assertThat(learned.tag(i)).isEqualTo(predicted.tag(i));
            assertThat(learned.probability(i)).isEqualTo(predicted.probability(i));
            assertThat(learned.frequent(i)).isEqualTo(predicted.frequent(i));
            assertThat(learned.truth(i)).isEqualTo(features.tags()[i]);
            assertThat(predicted.truth(i)).isEqualTo(-1);
        }
    }

    @Test
    void learnsAndSaysWhatRDropIsWorth() {
        TaggingPool pool = pool(true);
        Random random = new Random(3);
        int right = 0;
        int frequent = 0;
        int tokens = 0;
        List<LossTerms> terms = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Example example = draw(random);
            float[] outputs = new float[pool.outputs()];
            pool.predictThenLearn(example, outputs, terms::add);
            TagOutputs said = new TagOutputs(outputs, 0);
            for (int t = 0; i >= 300 && t < said.tokens(); t++) {
                tokens++;
                right += said.tag(t) == said.truth(t) ? 1 : 0;
                frequent += said.frequent(t) == said.truth(t) ? 1 : 0;
            }
        }
        assertThat((double) right / tokens).isGreaterThan(0.95);
        assertThat((double) frequent / tokens).isLessThan(0.75);
        assertThat(terms).hasSize(400);
        assertThat(terms.get(399).consistency()).isPositive();
        assertThat(pool.report().worth()).singleElement().satisfies(worth -> {
            assertThat(worth.member()).isEqualTo("lstm-r-drop");
            assertThat(worth.againstDropout()).isFinite();
        });
        assertThat(pool.kept()).isEqualTo(400);
    }

    @Test
    void tokensBehindTheMostAreNotLookedAt() {
        TagOutputs said = new TagOutputs(predict(pool(true), "a b c d e f g h i j".split(" ", -1)), 0);
        assertThat(said.tokens()).isEqualTo(MOST);
        assertThat(said.cut()).isEqualTo(2);
    }

    private static List<byte[]> save(TaggingPool pool) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (StatePart part : pool.state()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            part.saving().save(new DataOutputStream(bytes));
            parts.add(bytes.toByteArray());
        }
        return parts;
    }
}

package io.rdrop.learn.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.network.RDropPasses;
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
import org.junit.jupiter.params.provider.CsvSource;

class SentenceNetworkTest {
    private static final int TAGS = 3;
    private static final SentenceNetworkSpec SPEC = new SentenceNetworkSpec("net", 0.01, 6, 5, 0, 0);

    /** Sizes are no multiples of four, so that the ends of the loops are looked at, too. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0.3, 0, 0", "0.3, 0.7, 0", "0.3, 0.7, 3", "0.3, 0, 2"})
    void gradientsAreThoseOfTheLoss(double dropout, double alpha, int passes) {
        List<Double> rates = passes == 3 ? List.of(0.1, 0.5, 0.3) : List.of();
        SentenceNetworkSpec spec = SPEC.withDropout(dropout, alpha).withPassing(new RDropPasses(passes, 1, rates));
        SentenceNetwork network = new SentenceNetwork(spec, TAGS, 7);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            Tagged each = Tagged.draw(random);
            network.learn(each.sentence(), each.tags());
        }
        Tagged tagged = Tagged.of("one two three four five six seven", 0, 1, 2, 0, 1, 2, 0);
        network.loss(tagged.sentence(), tagged.tags());
        network.backpropagate(tagged.tags().length);
        int looked = 0;
        for (AdamWeights weights : network.matrices()) {
            for (int k = 0; k < 25; k++) {
                float[] row = weights.values[random.nextInt(weights.values.length)];
                int at = random.nextInt(row.length);
                float[] gradient = weights.gradient[List.of(weights.values).indexOf(row)];
                float before = row[at];
                float step = 0.01f;
                row[at] = before + step;
                double above = network.loss(tagged.sentence(), tagged.tags());
                row[at] = before - step;
                double below = network.loss(tagged.sentence(), tagged.tags());
                row[at] = before;
                double expected = (above - below) / (2.0 * step);
                assertThat((double) gradient[at]).isCloseTo(expected, offset(0.002 + 0.02 * Math.abs(expected)));
                looked += Math.abs(expected) > 0.05 ? 1 : 0;
            }
        }
        assertThat(looked).isGreaterThan(20); // or it would be zeros that were compared
    }

    @Test
    void theGradientOfAVectorIsThatOfTheLoss() {
        SentenceNetwork network = new SentenceNetwork(SPEC, TAGS, 7);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            Tagged each = Tagged.draw(random);
            network.learn(each.sentence(), each.tags());
        }
        Tagged tagged = Tagged.of("w1 w2 w3 w4", 2, 1, 0, 0);
        network.loss(tagged.sentence(), tagged.tags());
        network.backpropagate(4);
        float[] gradient = network.vectorGradient(2, 0).clone();
        double before = network.loss(tagged.sentence(), tagged.tags());
        // What AdaGrad does with rows that were never learned: a known step of the vector's sum against its gradient.
        float[] was = new float[6];
        network.vectors.forward(tagged.sentence().hashes()[2], was);
        network.vectors.step(tagged.sentence().hashes()[2], new float[][] {gradient}, 0, 1);
        float[] now = new float[6];
        network.vectors.forward(tagged.sentence().hashes()[2], now);
        double expected = 0;
        for (int i = 0; i < was.length; i++) {
            expected += gradient[i] * (now[i] - was[i]);
        }
        double after = network.loss(tagged.sentence(), tagged.tags());
        assertThat(expected).isNegative();
        assertThat(after).isLessThan(before);
        assertThat(after - before).isCloseTo(expected, offset(0.5 * Math.abs(expected)));
    }

    @Test
    void learnsWhatDependsOnTheNextWord() {
        SentenceNetwork network = new SentenceNetwork(new SentenceNetworkSpec("net", 0.01, 8, 8, 0.1, 0.5), TAGS, 7);
        Random random = new Random(1);
        float[][] said = new float[8][TAGS];
        int right = 0;
        for (int i = 0; i < 600; i++) {
            Tagged tagged = Tagged.draw(random);
            network.predict(tagged.sentence(), said);
            for (int t = 0; i >= 500 && t < tagged.tags().length; t++) {
                right += TermTagger.best(said[t]) == tagged.tags()[t] ? 1 : 0;
            }
            network.learn(tagged.sentence(), tagged.tags());
        }
        assertThat(right).isGreaterThan((int) (0.9 * 100 * Tagged.LENGTH));
        assertThat(network.terms()).isNotNull();
    }

    @Test
    void everySecondStepIsPlain() throws IOException {
        SentenceNetworkSpec twice = SPEC.withDropout(0.3, 1);
        SentenceNetworkSpec[] inTurn = {twice, twice.withDropout(0.3, 0)};
        SentenceNetwork network = new SentenceNetwork(twice.withPassing(new RDropPasses(0, 2, List.of())), TAGS, 7);
        SentenceNetwork same = new SentenceNetwork(twice, TAGS, 7);
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            byte[] state = bytes(same);
            same = new SentenceNetwork(inTurn[i % 2], TAGS, 7);
            same.restore(new DataInputStream(new ByteArrayInputStream(state)));
            Tagged each = Tagged.draw(random);
            network.learn(each.sentence(), each.tags());
            same.learn(each.sentence(), each.tags());
            assertThat(bytes(network)).isEqualTo(bytes(same));
        }
    }

    @Test
    void whatIsRestoredGoesOnAsWhatWasSaved() throws IOException {
        SentenceNetworkSpec spec = SPEC.withDropout(0.3, 1);
        SentenceNetwork network = new SentenceNetwork(spec, TAGS, 7);
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            Tagged each = Tagged.draw(random);
            network.learn(each.sentence(), each.tags());
        }
        SentenceNetwork restored = new SentenceNetwork(spec, TAGS, 7);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes(network))));
        assertThat(restored.bytes()).isEqualTo(network.bytes());
        for (int i = 0; i < 20; i++) {
            Tagged each = Tagged.draw(random);
            network.learn(each.sentence(), each.tags());
            restored.learn(each.sentence(), each.tags());
        }
        assertThat(bytes(restored)).isEqualTo(bytes(network));
        network.restart();
        assertThat(bytes(network)).hasSizeLessThan(bytes(restored).length);
    }

    private static byte[] bytes(SentenceNetwork network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        network.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** Sentences of a language whose words' tags depend on the words after them. */
    record Tagged(Sentence sentence, int[] tags) {
        static final int LENGTH = 7;

        static Tagged of(String words, int... tags) {
            String[] tokens = words.split(" ", -1);
            return new Tagged(Sentence.of(tokens, tokens.length), tags);
        }

        static Tagged draw(Random random) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < LENGTH; i++) {
                words.add("w" + random.nextInt(6));
            }
            int[] tags = new int[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                int next = i + 1 < LENGTH ? words.get(i + 1).charAt(1) - '0' : 0;
                tags[i] = (words.get(i).charAt(1) - '0' + next % 2) % TAGS;
            }
            return new Tagged(Sentence.of(words.toArray(String[]::new), LENGTH), tags);
        }
    }
}

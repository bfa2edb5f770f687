package io.rdrop.encode;

import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.numbers;
import static io.rdrop.encode.TextExamples.bag;
import static io.rdrop.encode.TextExamples.restore;
import static io.rdrop.encode.TextExamples.save;
import static io.rdrop.encode.TextExamples.sequence;
import static io.rdrop.encode.TextExamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.PaddingMode;
import io.rdrop.config.TextConfig;
import io.rdrop.config.TextWeighting;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BagEncoderTest {
    /** So many that the few words here share none. */
    private static final int MANY = 1 << 16;

    private static float at(float[] inputs, String term) {
        return inputs[StableHash.bucket(term, inputs.length)];
    }

    private static double sum(float[] inputs) {
        double sum = 0;
        for (float input : inputs) {
            sum += input;
        }
        return sum;
    }

    private static float[] one(TextConfig config, String text) {
        return encode(TextEncoders.of(config), texts(text));
    }

    @Test
    void lightsTheBucketOfEachWordAndEachRunOfWords() {
        float[] inputs = one(bag(3, MANY, TextWeighting.BINARY, false), "Good old film");
        for (String term : List.of("good", "old", "film", "good old", "old film", "good old film")) {
            assertThat(at(inputs, term)).as(term).isOne();
        }
        assertThat(sum(inputs)).isEqualTo(6);
    }

    @Test
    void withoutRunsTheOrderOfWordsDoesNotMatter() {
        TextConfig words = bag(1, MANY, TextWeighting.COUNT, false);
        TextConfig runs = bag(2, MANY, TextWeighting.COUNT, false);
        assertThat(one(words, "not good but bad")).isEqualTo(one(words, "not bad but good"));
        assertThat(one(runs, "not good but bad")).isNotEqualTo(one(runs, "not bad but good"));
    }

    @ParameterizedTest
    @CsvSource({"BINARY, 1, 1", "COUNT, 3, 1", "LOG, 2.0986123, 1"})
    void weighsATermByHowOftenItOccurs(TextWeighting weighting, float three, float once) {
        float[] inputs = one(bag(1, MANY, weighting, false), "a b a a");
        assertThat(at(inputs, "a")).isEqualTo(three, within(1e-6f));
        assertThat(at(inputs, "b")).isEqualTo(once);
    }

    @Test
    void termsThatShareABucketAddUpTheirWeights() {
        float[] inputs = one(bag(1, 2, TextWeighting.LOG, false), "a a b c d e");
        assertThat(inputs).hasSize(2);
        assertThat(sum(inputs)).isEqualTo(4 + 1 + Math.log(2), offset(1e-6));
    }

    @Test
    void scalesToEuclideanNormOneWhereAsked() {
        float[] inputs = one(bag(1, MANY, TextWeighting.COUNT, true), "a a a b b b b");
        assertThat(at(inputs, "a")).isEqualTo(0.6f);
        assertThat(at(inputs, "b")).isEqualTo(0.8f);
    }

    @ParameterizedTest
    @CsvSource({"false, ''", "true, ''", "true, ' . ! '"})
    void aTextWithoutWordsIsAllZeros(boolean normalise, String text) {
        assertThat(one(bag(2, 8, TextWeighting.LOG, normalise), text)).containsOnly(0);
    }

    @Test
    void writesEveryInputOfEveryRowAndNothingBeyond() {
        Encoder encoder = TextEncoders.of(bag(1, 4, TextWeighting.BINARY, false));
        float[] inputs = new float[9];
        Arrays.fill(inputs, 5);
        encoder.encode(texts("a", ""), inputs);
        assertThat(Arrays.copyOfRange(inputs, 4, 8)).containsOnly(0);
        assertThat(sum(Arrays.copyOf(inputs, 4))).isEqualTo(1);
        assertThat(inputs[8]).isEqualTo(5);
    }

    /** Trained weights depend on these; made with another implementation, in another language. */
    @Test
    void bucketsAreTheSameEverywhere() {
        float[] inputs = one(bag(2, 16, TextWeighting.COUNT, false), "The birthday girl, the birthday boy: Köln 🙂");
        assertThat(inputs).containsExactly(0, 1, 2, 1, 0, 1, 0, 0, 5, 2, 2, 0, 1, 0, 0, 0);
    }

    @Test
    void longTextsAndLongWordsAreNoExceptions() {
        Encoder encoder = TextEncoders.of(bag(5, 64, TextWeighting.COUNT, false));
        float[] inputs = encode(encoder, texts("word ".repeat(100_000), "x".repeat(300_000)));
        assertThat(sum(Arrays.copyOf(inputs, 64))).isEqualTo(5 * 100_000 - 10);
        assertThat(sum(inputs)).isGreaterThan(500_000);
    }

    @Test
    void learnsNothingFromTheStream() throws IOException {
        Encoder encoder = TextEncoders.of(bag(2, 32, TextWeighting.LOG, true));
        byte[] before = save(encoder);
        float[] inputs = encode(encoder, texts("good old film"));
        encoder.observe(texts("other words", "good"));
        assertThat(encode(encoder, texts("good old film"))).isEqualTo(inputs);
        assertThat(save(encoder)).isEqualTo(before);
        assertThat(encoder.vocabulary()).isZero();
    }

    @Test
    void refusesTheStateOfAnotherConfiguration() throws IOException {
        byte[] state = save(TextEncoders.of(bag(2, 32, TextWeighting.LOG, true)));
        restore(TextEncoders.of(bag(2, 32, TextWeighting.LOG, true)), state);
        for (TextConfig other : List.of(
                bag(1, 32, TextWeighting.LOG, true),
                bag(2, 64, TextWeighting.LOG, true),
                bag(2, 32, TextWeighting.COUNT, true),
                bag(2, 32, TextWeighting.LOG, false),
                sequence(4, 4, PaddingMode.AUTO))) {
            assertThatIOException()
                    .isThrownBy(() -> restore(TextEncoders.of(other), state))
                    .withMessageStartingWith("encoder state must be of texts as ")
                    .withMessageEndingWith(
                            "but was of bag, analyzer standard, ngrams 2, buckets 32, weighting log, normalise true");
        }
    }

    @Test
    void refusesDamagedState() throws IOException {
        Encoder encoder = TextEncoders.of(bag(2, 32, TextWeighting.LOG, true));
        byte[] state = save(encoder);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatIOException()
                    .isThrownBy(() -> restore(encoder, cut))
                    .withMessage("encoder state is damaged: it ends too early");
        }
        state[3] = 9;
        assertThatIOException()
                .isThrownBy(() -> restore(encoder, state))
                .withMessage("encoder state must have format 1 but had 9");
    }

    @Test
    void refusesRowsOfATableAndArraysThatAreTooShort() {
        Encoder encoder = TextEncoders.of(bag(1, 4, TextWeighting.BINARY, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(numbers(1), new float[4]))
                .withMessage("example must be a text but was TableFeatures (id id-7, examples-0@7)");
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.observe(numbers(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(texts("a", "b"), new float[7]))
                .withMessageContaining("2 * 4 values");
    }

    @Test
    void describesWhatItTakesToEncodeAlikeElsewhere() {
        Encoder encoder = TextEncoders.of(bag(2, 32, TextWeighting.LOG, true));
        assertThat(encoder.describe())
                .containsEntry("encoder", "bag of words")
                .containsEntry("ngrams", 2)
                .containsEntry("buckets", 32)
                .containsEntry("weighting", "1 + ln occurrences of each term, added up in each bucket")
                .containsEntry("normalise", "to Euclidean norm 1");
        assertThat(encoder.describe().get("analyzer")).asString().endsWith("StandardAnalyzer without stop words");
    }
}

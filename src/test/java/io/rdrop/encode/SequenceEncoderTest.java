package io.rdrop.encode;

import static io.rdrop.encode.Examples.encode;
import static io.rdrop.encode.Examples.numbers;
import static io.rdrop.encode.TextExamples.restore;
import static io.rdrop.encode.TextExamples.save;
import static io.rdrop.encode.TextExamples.sequence;
import static io.rdrop.encode.TextExamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rdrop.config.PaddingMode;
import io.rdrop.config.TextConfig;
import io.rdrop.example.Example;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceEncoderTest {
    private static Encoder encoder(int length, int vocabulary) {
        return TextEncoders.of(sequence(length, vocabulary, PaddingMode.AUTO));
    }

    @Test
    void wordsBeyondTheAllowedBytesAreUnknown() {
        Encoder encoder = TextEncoders.of(sequence(3, 100, PaddingMode.AUTO), 2 * (4 + 2 * 3));
        encoder.observe(texts("one two four"));
        encoder.observe(texts("six one two"));

        assertThat(encode(encoder, texts("one two six"))).containsExactly(2, 3, SequenceEncoder.UNKNOWN);
        assertThat(encoder.vocabulary()).isEqualTo(2);
        assertThat(encoder.dictionaryBytes()).isEqualTo(20);
        assertThat(encoder.turnedAway()).as("four and six").isEqualTo(2);
    }

    @Test
    void numbersWordsInOrderOfFirstAppearanceAndFillsUpWithZeros() {
        Encoder encoder = encoder(5, 100);
        encoder.observe(texts("good old film", "old boy"));
        assertThat(encode(encoder, texts("Old, old film!", "boy good"))).containsExactly(3, 3, 4, 0, 0, 5, 2, 0, 0, 0);
        assertThat(encoder.vocabulary()).isEqualTo(4);
    }

    @Test
    void aWordNotObservedYetIsTheUnknownOne() {
        Encoder encoder = encoder(3, 100);
        assertThat(encode(encoder, texts("good film"))).containsExactly(1, 1, 0);
        encoder.observe(texts("good film"));
        assertThat(encode(encoder, texts("good boy film"))).containsExactly(2, 1, 3);
    }

    @Test
    void aTextWithoutWordsIsOneUnknownWord() {
        Encoder encoder = encoder(3, 100);
        assertThat(encode(encoder, texts("", " !? "))).containsExactly(1, 0, 0, 1, 0, 0);
    }

    @Test
    void cutsWhatIsLongerAndLearnsOnlyWhatTheNetworkSees() {
        Encoder encoder = encoder(2, 100);
        encoder.observe(texts("good old film"));
        assertThat(encode(encoder, texts("old good film"))).containsExactly(3, 2);
        assertThat(encoder.vocabulary()).isEqualTo(2);
        assertThat(encode(encoder, texts("film good"))).containsExactly(1, 2);
    }

    @Test
    void theVocabularyNeverGrowsBeyondItsBound() {
        Encoder encoder = encoder(4, 3);
        encoder.observe(texts("a b", "c d", "e f"));
        assertThat(encoder.vocabulary()).isEqualTo(3);
        assertThat(encode(encoder, texts("a b c d"))).containsExactly(2, 3, 4, 1);
    }

    @Test
    void visiblePaddingIsANumberOfItsOwnThatNoMaskTakesAway() {
        TextConfig visible = sequence(3, 10, PaddingMode.VISIBLE);
        Encoder encoder = TextEncoders.of(visible);
        encoder.observe(texts("good film"));
        assertThat(encode(encoder, texts("film", "", "boy good"))).containsExactly(4, 2, 2, 1, 2, 2, 1, 3, 2);
    }

    @Test
    void allNumbersAreBelowWhatTheNetworkIsMadeFor() {
        for (PaddingMode padding : PaddingMode.values()) {
            TextConfig config = sequence(4, 3, padding);
            Encoder encoder = TextEncoders.of(config);
            encoder.observe(texts("a b c d"));
            float[] inputs = encode(encoder, texts("a b c", "d"));
            float largest = 0;
            for (float input : inputs) {
                largest = Math.max(largest, input);
            }
            assertThat(TextEncoders.tokenNumbers(config)).isEqualTo((int) largest + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 40})
    void restoredEncoderGoesOnAsIfNeverInterrupted(int before) throws IOException {
        Encoder original = encoder(6, 25);
        original.observe(random(before, 1));
        Encoder restored = encoder(6, 25);
        restored.observe(random(9, 2)); // what it held before must not matter
        restore(restored, save(original));
        for (int batch = 0; batch < 10; batch++) {
            List<Example> examples = random(8, 100 + batch);
            assertThat(encode(restored, examples)).containsExactly(encode(original, examples));
            original.observe(examples);
            restored.observe(examples);
        }
        assertThat(save(restored)).isEqualTo(save(original));
        assertThat(restored.describe()).isEqualTo(original.describe());
    }

    @Test
    void refusesTheStateOfAnotherConfiguration() throws IOException {
        byte[] state = save(encoder(6, 25));
        for (TextConfig other : List.of(
                sequence(5, 25, PaddingMode.AUTO),
                sequence(6, 26, PaddingMode.AUTO),
                sequence(6, 25, PaddingMode.VISIBLE))) {
            assertThatIOException()
                    .isThrownBy(() -> restore(TextEncoders.of(other), state))
                    .withMessageStartingWith("encoder state must be of texts as sequence")
                    .withMessageEndingWith(
                            "but was of sequence, analyzer standard, length 6, vocabulary 25, padding masked");
        }
        restore(TextEncoders.of(sequence(6, 25, PaddingMode.MASKED)), state); // what auto means
    }

    @Test
    void refusesDamagedState() throws IOException {
        Encoder encoder = encoder(6, 25);
        encoder.observe(texts("a b"));
        byte[] state = save(encoder);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatIOException()
                    .isThrownBy(() -> restore(encoder, cut))
                    .withMessage("encoder state is damaged: it ends too early");
        }
        int sizeAt = state.length - 2 * (4 + 2) - 4;
        for (int size : List.of(-1, 26)) {
            byte[] damaged = state.clone();
            ByteBuffer.wrap(damaged).putInt(sizeAt, size);
            assertThatIOException()
                    .isThrownBy(() -> restore(encoder, damaged))
                    .withMessage(
                            "encoder state is damaged: " + size + " words in a vocabulary of 25 (text.vocabulary)");
        }
        ByteBuffer.wrap(state).putChar(state.length - 2, 'a');
        assertThatIOException()
                .isThrownBy(() -> restore(encoder, state))
                .withMessage("encoder state is damaged: the word a is there twice");
    }

    @Test
    void refusesRowsOfATableAndArraysThatAreTooShort() {
        Encoder encoder = encoder(4, 4);
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
        Encoder encoder = encoder(3, 4);
        encoder.observe(texts("good old"));
        assertThat(encoder.describe())
                .containsEntry("encoder", "sequence of words")
                .containsEntry("length", 3)
                .containsEntry("filled-with", 0)
                .containsEntry(
                        "numbers",
                        Map.of(
                                "masked padding", 0,
                                "unknown word, or no word at all", 1,
                                "first word of the vocabulary", 2))
                .containsEntry("vocabulary", List.of("good", "old"));
    }

    private static List<Example> random(int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            StringBuilder text = new StringBuilder();
            for (int words = random.nextInt(9); words > 0; words--) {
                text.append(" w").append(random.nextInt(40));
            }
            texts.add(text.toString());
        }
        return texts(texts.toArray(String[]::new));
    }
}

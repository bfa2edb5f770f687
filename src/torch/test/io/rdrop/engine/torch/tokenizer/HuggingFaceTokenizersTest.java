package io.rdrop.engine.torch.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.engine.Tokenizer;
import io.rdrop.engine.Tokenizers;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of Hugging Face's library, found and read as a job does. */
class HuggingFaceTokenizersTest {
    private static final String WORDS = TokenizerJsons.words("der", "hund", "sieht");

    private static Tokenizer open(String json) throws IOException {
        return Tokenizers.open(json.getBytes(UTF_8));
    }

    @Test
    void wordsHaveTheirNumbersPlusTwoAndUnknownOnesThatOfTheUnknownToken() throws IOException {
        try (Tokenizer words = open(WORDS)) {
            assertThat(words.size()).isEqualTo(7); // the end, nothing, [UNK], three words, [END]
            assertThat(words.encode("Der Hund sieht Katzen")).containsExactly(3, 4, 5, 2);
            assertThat(words.encode("Katzen")).containsExactly(2);
            assertThat(words.encode("der [END]")).containsExactly(3, 6);
        }
    }

    @Test
    void whatIsWrittenHasNoSpecialTokensAndNoneThatThereAreNot() throws IOException {
        try (Tokenizer words = open(WORDS)) {
            assertThat(words.decode(new int[] {3, 2, 4, 0, 1, 6, 5, 99, -1})).isEqualTo("der hund sieht");
            assertThat(words.decode(new int[0])).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"the other then", "naïve Größe, 東京 and 🙂\tat 3 o'clock", "z", "a\u0000b"})
    void bytePairsGiveEveryTextBack(String text) throws IOException {
        try (Tokenizer pairs = open(TokenizerJsons.bytePairs())) {
            assertThat(pairs.size()).isEqualTo(2 + 258);
            assertThat(pairs.decode(pairs.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void bytePairsAreMerged() throws IOException {
        try (Tokenizer pairs = open(TokenizerJsons.bytePairs())) {
            assertThat(pairs.encode("the")).containsExactly(2 + 257);
            assertThat(pairs.encode("tha")).hasSize(2).startsWith(2 + 256);
        }
    }

    @Test
    void aTextWithoutTokensIsOneThatSaysNothing() throws IOException {
        try (Tokenizer letters = open(TokenizerJsons.letters())) {
            assertThat(letters.encode("abzb")).containsExactly(4, 3);
            assertThat(letters.encode("zzz")).containsExactly(1);
            assertThat(letters.decode(new int[] {1})).isEmpty();
        }
    }

    @Test
    void thoseOfOneFileDoNotDisturbEachOther() throws IOException {
        Tokenizer first = open(WORDS);
        try (Tokenizer second = open(WORDS)) {
            first.close();
            first.close();
            assertThat(second.encode("hund")).containsExactly(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "der hund                                                    | is not JSON: Unrecognized token 'der'",
                "''                                                          | is no tokenizer of Hugging Face's library: it has no model.vocab",
                "{\"model\": {}}                                             | is no tokenizer of Hugging Face's library: it has no model.vocab",
                "{\"model\": {\"vocab\": {}}}                                | has no tokens",
                "{\"model\": {\"vocab\": {\"a\": 0}, \"type\": \"Strange\"}} | is no tokenizer of Hugging Face's library: ",
                "{\"model\": {\"vocab\": {\"a\": 0}, \"dropout\": 0.1}}      | has model.dropout 0.1, by which a text has other tokens each time",
                "{\"model\": {\"vocab\": {\"a\": 4294967296}}}               | has a token of number 4294967296",
            })
    void whatIsNoneIsRefusedBySayingWhy(String json, String why) {
        assertThatThrownBy(() -> open(json)).isInstanceOf(IOException.class).hasMessageStartingWith(why);
    }

    @Test
    void oneThatCannotEncodeEveryTextIsRefused() {
        String json = WORDS.replace("\"[UNK]\": 0", "\"w\": 0")
                .replace("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"none\"");
        assertThatThrownBy(() -> open(json))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("has no unknown token for words that it does not know: ");
    }
}

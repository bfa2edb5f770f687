package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.TextAnalyzer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Trained weights depend on how texts are cut: if a new version of Lucene fails here, old states mean something else.
 */
class WordsTest {
    private static final String SENTENCE = "The Cats aren't  in Köln: 3.14 e-mails, ÉTÉ_2 #tag 東京 🙂!";

    private static List<String> words(TextAnalyzer analyzer, String text) {
        return new Words(analyzer).of(text, Integer.MAX_VALUE);
    }

    @Test
    void standardGivesWordsByTheRulesOfUnicodeInLowerCaseAndKeepsStopWords() {
        assertThat(words(TextAnalyzer.STANDARD, SENTENCE))
                .containsExactly(
                        "the", "cats", "aren't", "in", "köln", "3.14", "e", "mails", "été_2", "tag", "東", "京", "🙂");
    }

    @Test
    void englishLeavesOutStopWordsAndInflections() {
        assertThat(words(TextAnalyzer.ENGLISH, "The cat's paws were running in circles and it jumped"))
                .containsExactly("cat", "paw", "were", "run", "circl", "jump");
    }

    @Test
    void whitespaceKeepsWhatStandsBetweenWhiteSpaceAsItIs() {
        assertThat(words(TextAnalyzer.WHITESPACE, " The\tCats aren't\n( 3.14 ) "))
                .containsExactly("The", "Cats", "aren't", "(", "3.14", ")");
    }

    @ParameterizedTest
    @EnumSource(TextAnalyzer.class)
    void cutsAWordThatIsTooLongAndLosesNothing(TextAnalyzer analyzer) {
        List<String> words = words(analyzer, "x".repeat(1_000_000));
        assertThat(words).allSatisfy(word -> assertThat(word).hasSizeLessThanOrEqualTo(255));
        assertThat(String.join("", words)).hasSize(1_000_000);
    }

    @ParameterizedTest
    @EnumSource(TextAnalyzer.class)
    void findsNothingInATextWithoutWords(TextAnalyzer analyzer) {
        assertThat(words(analyzer, "")).isEmpty();
        assertThat(words(analyzer, " \t\r\n ")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TextAnalyzer.class)
    void canBeStoppedEarlyAndUsedAgain(TextAnalyzer analyzer) {
        Words words = new Words(analyzer);
        assertThat(words.of("alpha beta gamma", 2)).containsExactly("alpha", "beta");
        assertThat(words.of("delta", 0)).isEmpty();
        assertThat(words.of("gamma delta", 9)).containsExactly("gamma", "delta");
    }

    @ParameterizedTest
    @EnumSource(TextAnalyzer.class)
    void takesTextsThatNoCodecLetsPass(TextAnalyzer analyzer) {
        assertThat(words(analyzer, "alpha \ud800 \u0000 beta")).contains("alpha", "beta");
    }
}

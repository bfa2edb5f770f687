package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TextOverlaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BLEU, chrF and ROUGE against the values that their reference implementations are tested by, and by hand. */
class TextOverlapTest {
    /** What texts have in common with their references, added up. */
    private static TextOverlaps corpus(List<String> texts, List<String> references) {
        float[] one = new float[TextOverlaps.COUNTS];
        long[] sums = new long[TextOverlaps.COUNTS];
        for (int i = 0; i < texts.size(); i++) {
            TextOverlap.write(texts.get(i), references.get(i), one, 0);
            for (int k = 0; k < sums.length; k++) {
                sums[k] += Math.round(one[k] / (k >= TextOverlaps.ROUGE ? TextCounts.UNIT : 1));
            }
        }
        return of(sums);
    }

    private static TextOverlaps of(long[] sums) {
        List<Long> values = new ArrayList<>();
        Arrays.stream(sums).forEach(values::add);
        return new TextOverlaps(values, 0);
    }

    private static TextOverlaps of(String text, String reference) {
        return corpus(List.of(text), List.of(reference));
    }

    /** sacreBLEU's own test: counts 4, 2, 1, 0 of 6, 5, 4, 3. */
    @Test
    void countsMatchesAsSacrebleuDoes() {
        TextOverlaps overlaps = of("am I am a character sequence", "I am a symbol string sequence a a");

        assertThat(overlaps.values().subList(0, 10)).containsExactly(4L, 2L, 1L, 0L, 6L, 5L, 4L, 3L, 6L, 8L);
        // the order without a match counts half of one; six words for eight
        double mean = Math.pow(4 / 6.0 * 2 / 5.0 * 1 / 4.0 * 0.5 / 3.0, 0.25);
        assertThat(overlaps.bleu()).isCloseTo(100 * Math.exp(1 - 8 / 6.0) * mean, within(1e-9));
    }

    /** sacreBLEU's own test of the score of given counts. */
    @Test
    void scoresCountsAsSacrebleuDoes() {
        long[] counts = Arrays.copyOf(new long[] {9, 7, 5, 3, 10, 8, 6, 4, 11, 11}, TextOverlaps.COUNTS);

        assertThat(of(counts).bleu()).isCloseTo(83.75922397, within(1e-7));
    }

    @Test
    void bleuIsOfTheCorpusAndHasFourOrders() {
        assertThat(of("this is a test", "this is a test").bleu()).isCloseTo(100, within(1e-9));
        assertThat(of("a test", "a test").bleu()).isZero(); // there is no n-gram of 3
        assertThat(corpus(List.of("this is a test", "a test"), List.of("this is a test", "a test"))
                        .bleu())
                .isCloseTo(100, within(1e-9));
        assertThat(of("", "a test").bleu()).isZero();
        assertThat(of("x y z u v", "a b c d e").bleu()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The man had bitten the dog.|The man had bitten the dog .",
                "It wasn't surprising, was it?|It wasn't surprising , was it ?",
                "3.14 or 1,000.|3.14 or 1,000 .",
                "from 1990-2000 well-known|from 1990 - 2000 well-known",
                "&quot;a&amp;b&quot; <c>|\" a & b \" < c >",
                "Größe: 5%|Größe : 5 %",
            })
    void splitsWordsAs13a(String text, String words) {
        assertThat(String.join(" ", TextOverlap.words(text))).isEqualTo(words);
    }

    /** sacreBLEU's own tests without smoothing; precision and recall are equal in each, so no weight counts. */
    @Test
    void chrFOfShortTextsIsOverTheOrdersThatOccur() {
        assertThat(of("a", "a").chrF()).isCloseTo(100, within(1e-9));
        assertThat(of("", "reference").chrF()).isZero();
        assertThat(of("a b c", "abc").chrF()).isCloseTo(100, within(1e-9));
        assertThat(of("aa", "ab").chrF()).isCloseTo(25, within(1e-9));
        assertThat(corpus(List.of("a", "b"), List.of("a", "c")).chrF()).isCloseTo(50, within(1e-9));
        assertThat(of("abcdefg", "hijklmnop").chrF()).isZero();
    }

    /** By hand: orders 1 to 3 have precisions 3/4, 2/3, 1/2 and recalls 3/5, 2/4, 1/3; order 4 has 0 of 1 and of 2. */
    @Test
    void chrFWeighsRecallFourfold() {
        double precision = (3 / 4.0 + 2 / 3.0 + 1 / 2.0 + 0) / 4;
        double recall = (3 / 5.0 + 2 / 4.0 + 1 / 3.0 + 0) / 4;

        assertThat(of("abcx", "abc de").chrF())
                .isCloseTo(100 * 5 * precision * recall / (4 * precision + recall), within(1e-9));
    }

    /** rouge_score's own tests. */
    @ParameterizedTest
    @CsvSource({
        "testing, testing one two, 0.5, 0, 0.5",
        "testing one, testing one two, 0.8, 0.6666667, 0.8",
        "testing two, testing one two, 0.8, 0, 0.8",
        "'', testing one two, 0, 0, 0",
        "/, w1 w2 w3 w4 w5, 0, 0, 0",
        "'Testing, ONE-two!', testing one two, 1, 1, 1",
    })
    void rougeAsRougeScore(String text, String reference, double one, double two, double longest) {
        TextOverlaps overlaps = of(text, reference);

        assertThat(overlaps.rouge(0)).isCloseTo(one, within(1e-6));
        assertThat(overlaps.rouge(1)).isCloseTo(two, within(1e-6));
        assertThat(overlaps.rouge(2)).isCloseTo(longest, within(1e-6));
    }

    /** rouge_score's own test of the table of longest common subsequences. */
    @Test
    void longestCommonSubsequenceKeepsTheOrder() {
        assertThat(TextOverlap.longestCommonSubsequence(List.of("2", "5", "3", "4"), List.of("1", "2", "3", "4", "5")))
                .isEqualTo(3);
        assertThat(TextOverlap.longestCommonSubsequence(List.of(), List.of("1")))
                .isZero();
    }

    @Test
    void outputsHoldCountsAndText() {
        TextOutputs outputs = new TextOutputs(new float[TextOutputs.width(8) + 3], 3);
        outputs.text("Größe 🙂");
        outputs.count(TextCounts.TOKENS, 7);

        assertThat(outputs.text()).isEqualTo("Größe 🙂");
        assertThat(outputs.count(TextCounts.TOKENS)).isEqualTo(7);
        assertThat(outputs.isWithin()).isTrue();
    }
}

package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TagCounts;
import io.rdrop.example.TagOutputs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TaggingEvaluatorTest {
    private static final double TINY = 1e-6;
    private static final List<String> BIO = List.of("O", "B-a", "I-a", "B-b", "I-b");
    private static final List<String> PARTS = List.of("DET", "NOUN", "VERB");

    private static float[] outputs(int[] truth, int[] predicted, int[] frequent, int cut, float probability) {
        float[] values = new float[TagOutputs.width(truth.length + 3)]; // as wide as a longer sentence
        TagOutputs outputs = new TagOutputs(values, 0);
        outputs.sizes(truth.length, cut);
        for (int i = 0; i < truth.length; i++) {
            outputs.token(i, predicted[i], 0.9f, truth[i], probability, frequent[i]);
        }
        return values;
    }

    private static float[] outputs(int[] truth, int[] predicted) {
        return outputs(truth, predicted, truth, 0, 0.5f);
    }

    private static double spanF1(int[] truth, int[] predicted) {
        TaggingEvaluator evaluator = new TaggingEvaluator(BIO, 5);
        evaluator.add(0, outputs(truth, predicted), 0);
        return evaluator.cumulative().get(Score.SPAN_F1);
    }

    @Test
    void accuracyLossAndMacroF1AreThoseByHand() {
        TaggingEvaluator evaluator = new TaggingEvaluator(PARTS, 5);
        evaluator.add(0, outputs(new int[] {0, 1, 2, 1}, new int[] {0, 1, 1, 1}, new int[] {0, 0, 0, 1}, 0, 0.5f), 0);
        evaluator.add(0, outputs(new int[] {1, 1}, new int[] {1, 0}, new int[] {1, 1}, 2, 0.25f), 0);

        Scores scores = evaluator.cumulative();
        assertThat(scores.examples()).isEqualTo(6);
        assertThat(scores.get(Score.TOKEN_ACCURACY)).isCloseTo(4 / 6.0, offset(TINY));
        assertThat(scores.get(Score.TOKEN_LOG_LOSS)).isCloseTo((4 * Math.log(2) + 2 * Math.log(4)) / 6, offset(TINY));
        // DET 1 of 1 labelled, 2 predicted; NOUN 3 of 4 and 4; VERB 0 of 1 and 0
        assertThat(scores.get(Score.MACRO_F1)).isCloseTo((2 / 3.0 + 6 / 8.0 + 0) / 3, offset(TINY));
        assertThat(scores.get(Score.FREQUENT_TAG_ACCURACY)).isCloseTo(4 / 6.0, offset(TINY));
        // DET 1 of 1 and 3; NOUN 3 of 4 and 3; VERB 0
        assertThat(scores.get(Score.FREQUENT_TAG_MACRO_F1)).isCloseTo((2 / 4.0 + 6 / 7.0 + 0) / 3, offset(TINY));
        assertThat(scores.get(Score.CUT_SHARE)).isCloseTo(2 / 8.0, offset(TINY));
        assertThat(scores.values()).doesNotContainKey(Score.SPAN_F1); // there are no spans
    }

    @Test
    void aTagThatNeverOccurredIsNotAveraged() {
        TaggingEvaluator evaluator = new TaggingEvaluator(PARTS, 5);
        evaluator.add(0, outputs(new int[] {0, 0}, new int[] {0, 0}), 0);
        assertThat(evaluator.cumulative().get(Score.MACRO_F1)).isEqualTo(1);
    }

    /** As conlleval counts: begin, end and type must all be right. */
    @Test
    void spansAreRightOnlyAsAWhole() {
        // truth: [a a] O [b]
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {1, 2, 0, 3})).isEqualTo(1);
        // one token short: only b is right, of 2 and 2
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {1, 0, 0, 3})).isCloseTo(0.5, offset(TINY));
        // too long
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {1, 2, 2, 3})).isCloseTo(0.5, offset(TINY));
        // another type
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {3, 4, 0, 3})).isCloseTo(0.5, offset(TINY));
        // cut in two: 1 right of 2 labelled and 3 predicted
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {1, 1, 0, 3})).isCloseTo(2 / 5.0, offset(TINY));
        // an I- that follows O, or another type, begins a span
        assertThat(spanF1(new int[] {1, 2, 0, 3}, new int[] {2, 2, 0, 4})).isEqualTo(1);
        assertThat(spanF1(new int[] {1, 4, 0, 0}, new int[] {1, 3, 0, 0})).isEqualTo(1);
        // two spans of one type side by side
        assertThat(spanF1(new int[] {1, 1, 2, 0}, new int[] {1, 2, 2, 0})).isZero();
    }

    @Test
    void theWindowHasTheLastSentencesOnly() {
        TaggingEvaluator evaluator = new TaggingEvaluator(BIO, 2);
        evaluator.add(0, outputs(new int[] {1, 0}, new int[] {0, 0}), 0);
        evaluator.add(0, outputs(new int[] {1, 2}, new int[] {1, 2}), 0);
        evaluator.add(0, outputs(new int[] {0, 3, 0}, new int[] {0, 3, 0}), 0);

        Scores window = evaluator.window();
        assertThat(window.examples()).isEqualTo(5);
        assertThat(window.get(Score.TOKEN_ACCURACY)).isEqualTo(1);
        assertThat(window.get(Score.SPAN_F1)).isEqualTo(1);
        assertThat(evaluator.cumulative().get(Score.SPAN_F1)).isCloseTo(4 / 5.0, offset(TINY));
    }

    @Test
    void countsOfTwoPointsGiveTheScoresBetween() {
        TaggingEvaluator evaluator = new TaggingEvaluator(BIO, 1);
        evaluator.add(0, outputs(new int[] {1, 0}, new int[] {0, 0}), 0);
        Scores before = evaluator.cumulative();
        evaluator.add(0, outputs(new int[] {0, 3, 0}, new int[] {0, 3, 0}), 0);
        assertThat(counts(evaluator.cumulative()).since(counts(before)).scores())
                .isEqualTo(evaluator.window().values());
    }

    private static TagCounts counts(Scores scores) {
        return Objects.requireNonNull(scores.tagCounts());
    }

    @Test
    void nothingIsKnownBeforeTheFirstSentence() {
        Scores none = new TaggingEvaluator(BIO, 5).cumulative();
        assertThat(none.examples()).isZero();
        assertThat(none.values().values()).allMatch(value -> value.isNaN());
    }

    @Test
    void whatIsRestoredScoresOnAsWhatWasSaved() throws IOException {
        TaggingEvaluator evaluator = new TaggingEvaluator(BIO, 3);
        for (int i = 0; i < 5; i++) {
            evaluator.add(
                    0, outputs(new int[] {1, 2, i % 3}, new int[] {1, i % 5, 0}, new int[] {0, 1, 0}, i, 0.3f), 0);
        }
        byte[] saved = bytes(evaluator);
        TaggingEvaluator restored = new TaggingEvaluator(BIO, 3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        for (TaggingEvaluator each : List.of(evaluator, restored)) {
            each.add(0, outputs(new int[] {3, 4}, new int[] {3, 4}), 0);
        }
        assertThat(restored.cumulative()).isEqualTo(evaluator.cumulative());
        assertThat(restored.window()).isEqualTo(evaluator.window());
        assertThat(bytes(restored)).isEqualTo(bytes(evaluator));
        assertThatThrownBy(() ->
                        new TaggingEvaluator(PARTS, 3).restore(new DataInputStream(new ByteArrayInputStream(saved))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 tags but had 1 and 5");
    }

    @Test
    void refusesWhatIsNoSentenceWithTags() {
        TaggingEvaluator evaluator = new TaggingEvaluator(PARTS, 3);
        assertThatThrownBy(() -> evaluator.add(0, outputs(new int[] {-1}, new int[] {0}), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tag of token 0 must be within 0..2 but was -1");
        assertThatThrownBy(() -> evaluator.add(0, new float[] {9, 0}, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(evaluator.cumulative().examples()).isZero();
    }

    private static byte[] bytes(TaggingEvaluator evaluator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        evaluator.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}

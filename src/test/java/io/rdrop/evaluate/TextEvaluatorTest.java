package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TextOverlaps;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Scores of texts: sums, windows and restores. */
class TextEvaluatorTest {
    private static float[] outputs(String text, String reference, String referee, double loss) {
        float[] values = new float[TextOutputs.width(text.length())];
        TextOutputs outputs = new TextOutputs(values, 0);
        outputs.count(TextCounts.SENTENCES, 1);
        outputs.count(TextCounts.TOKENS, 4);
        outputs.count(TextCounts.LOSS, (float) loss);
        outputs.count(TextCounts.HITS, 3);
        outputs.count(TextCounts.KEPT, 9);
        outputs.count(TextCounts.CUT, 1);
        outputs.count(TextCounts.WRITTEN, 1);
        TextOverlap.write(text, reference, values, TextCounts.HEAD);
        TextOverlap.write(referee, reference, values, TextCounts.HEAD + TextOverlaps.COUNTS);
        outputs.text(text);
        return values;
    }

    @Test
    void scoresTranslationsBesideCopies() {
        TextEvaluator evaluator = new TextEvaluator(false, 10);
        evaluator.add(0, outputs("the man bites the dog", "the man bites the dog", "der Mann", 4 * Math.log(8)), 0);
        Scores scores = evaluator.cumulative();

        assertThat(scores.examples()).isEqualTo(1);
        assertThat(scores.get(Score.BLEU)).isCloseTo(100, within(1e-9));
        assertThat(scores.get(Score.COPIED_BLEU)).isZero();
        assertThat(scores.get(Score.PERPLEXITY)).isCloseTo(8, within(1e-5));
        assertThat(scores.get(Score.TOKEN_ACCURACY)).isEqualTo(0.75);
        assertThat(scores.get(Score.CUT_SHARE)).isEqualTo(0.1);
    }

    @Test
    void scoresSummariesBesideTheLead() {
        TextEvaluator evaluator = new TextEvaluator(true, 10);
        evaluator.add(0, outputs("testing", "testing one two", "testing one", 1), 0);

        assertThat(evaluator.cumulative().get(Score.ROUGE_L)).isCloseTo(0.5, within(1e-6));
        assertThat(evaluator.cumulative().get(Score.LEAD_ROUGE_L)).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void theWindowForgetsAndARestoreIsExact() throws IOException {
        TextEvaluator evaluator = new TextEvaluator(false, 2);
        evaluator.add(0, outputs("a b c d", "a b c d", "", 1), 0);
        evaluator.add(0, outputs("a b c x y", "a b c d", "", 2), 0);
        evaluator.add(0, outputs("u v w x", "a b c d", "", 3), 0);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        evaluator.save(new DataOutputStream(saved));
        TextEvaluator restored = new TextEvaluator(false, 2);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        TextEvaluator lastTwo = new TextEvaluator(false, 2);
        lastTwo.add(0, outputs("a b c x y", "a b c d", "", 2), 0);
        lastTwo.add(0, outputs("u v w x", "a b c d", "", 3), 0);

        assertThat(evaluator.window()).isEqualTo(lastTwo.window());
        assertThat(restored.window()).isEqualTo(evaluator.window());
        assertThat(restored.cumulative()).isEqualTo(evaluator.cumulative());
        evaluator.add(0, outputs("a b", "a b c d", "", 4), 0);
        restored.add(0, outputs("a b", "a b c d", "", 4), 0);
        assertThat(restored.window()).isEqualTo(evaluator.window());
    }

    @Test
    void refusesWhatIsNoTextAndDamagedStates() throws IOException {
        TextEvaluator evaluator = new TextEvaluator(false, 2);

        assertThatThrownBy(() -> evaluator.add(0, new float[3], 0)).hasMessageContaining("must hold a text");
        byte[] other = new byte[64];
        assertThatThrownBy(() -> evaluator.restore(new DataInputStream(new ByteArrayInputStream(other))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format");
        assertThat(evaluator.cumulative().examples()).isZero();
        assertThat(evaluator.cumulative().get(Score.BLEU)).isNaN();
    }
}

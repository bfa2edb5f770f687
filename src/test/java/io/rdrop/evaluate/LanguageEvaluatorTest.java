package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LanguageEvaluatorTest {
    private static final double TINY = 1e-6;

    /** A text of 10 characters, and one of 30. */
    private static final float[] SHORT = {4, 10, 5, 4.5f, 4.4f, 4.3f, 4.2f, 4.6f};

    private static final float[] LONG = {2, 30, 4.8f, 4.1f, 3.5f, 2.5f, 3, 3.1f};

    @Test
    void longerTextsCountForMore() {
        LanguageEvaluator evaluator = new LanguageEvaluator(10);
        evaluator.add(0, SHORT, 0);
        evaluator.add(0, LONG, 0);

        Scores scores = evaluator.cumulative();
        assertThat(scores.examples()).isEqualTo(40);
        assertThat(scores.get(Score.BITS_PER_CHARACTER)).isCloseTo(100 / 40.0, offset(TINY));
        assertThat(scores.get(Score.PERPLEXITY)).isCloseTo(Math.pow(2, 2.5), offset(TINY));
        assertThat(scores.get(Score.FREQUENCIES_BITS_PER_CHARACTER)).isCloseTo(194 / 40.0, offset(TINY));
        // 43 + 75 bits after 3 bytes: less than after any other number of them
        assertThat(scores.get(Score.COUNTS_BITS_PER_CHARACTER)).isCloseTo(118 / 40.0, offset(TINY));
    }

    @Test
    void theWindowHasTheLastTextsOnly() {
        LanguageEvaluator evaluator = new LanguageEvaluator(1);
        evaluator.add(0, SHORT, 0);
        evaluator.add(0, LONG, 0);

        assertThat(evaluator.window().examples()).isEqualTo(30);
        assertThat(evaluator.window().get(Score.BITS_PER_CHARACTER)).isCloseTo(2, offset(TINY));
        assertThat(evaluator.cumulative().examples()).isEqualTo(40);
    }

    @Test
    void nothingIsKnownBeforeTheFirstText() {
        Scores none = new LanguageEvaluator(5).cumulative();
        assertThat(none.examples()).isZero();
        assertThat(none.values().values()).allMatch(value -> value.isNaN());
    }

    @Test
    void whatIsRestoredScoresOnAsWhatWasSaved() throws IOException {
        LanguageEvaluator evaluator = new LanguageEvaluator(3);
        for (int i = 0; i < 5; i++) {
            evaluator.add(0, i % 2 == 0 ? SHORT : LONG, 0);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        evaluator.save(new DataOutputStream(bytes));
        LanguageEvaluator restored = new LanguageEvaluator(3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        evaluator.add(0, LONG, 0);
        restored.add(0, LONG, 0);

        assertThat(restored.cumulative()).isEqualTo(evaluator.cumulative());
        assertThat(restored.window()).isEqualTo(evaluator.window());
        byte[] damaged = bytes.toByteArray();
        damaged[3] = 9;
        assertThatThrownBy(() -> restored.restore(new DataInputStream(new ByteArrayInputStream(damaged))))
                .isInstanceOf(IOException.class)
                .hasMessage("scores state must have format 1 but had 9");
    }

    @Test
    void refusesOutputsThatEndTooEarly() {
        assertThatThrownBy(() -> new LanguageEvaluator(3).add(0, SHORT, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("outputs must hold 8 at 1 but held 8 in all");
    }
}

package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastFifthTest {
    /** 400 examples half of them right, then 100 all right; a text's bits fall from 3 to 1. */
    private static CurvePoint point(int examples) {
        double right = Math.min(examples, 400) * 0.5 + Math.max(0, examples - 400);
        double bits = Math.min(examples, 400) * 3.0 + Math.max(0, examples - 400);
        Scores scores = new Scores(
                examples,
                Map.of(
                        Score.ACCURACY,
                        right / examples,
                        Score.KAPPA,
                        0.3,
                        Score.BITS_PER_CHARACTER,
                        bits / examples,
                        Score.PERPLEXITY,
                        Math.pow(2, bits / examples)));
        return new CurvePoint(examples, scores, scores, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void isTheMeanOfTheExamplesBehindFourFifths() {
        Scores last = LastFifth.of(
                IntStream.rangeClosed(1, 50).mapToObj(i -> point(10 * i)).toList());

        assertThat(last.examples()).isEqualTo(100);
        assertThat(last.get(Score.ACCURACY)).isCloseTo(1, offset(1e-12));
        assertThat(last.get(Score.BITS_PER_CHARACTER)).isCloseTo(1, offset(1e-12));
        assertThat(last.get(Score.PERPLEXITY)).isCloseTo(2, offset(1e-12));
        assertThat(last.values()).doesNotContainKey(Score.KAPPA); // which is no mean
    }

    @Test
    void hasNoExamplesWhereNothingWasScored() {
        assertThat(LastFifth.of(List.of()).examples()).isZero();
        assertThat(LastFifth.of(List.of(point(10))).examples()).isZero();
    }
}

package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.ClassScores;
import io.rdrop.example.NumberScores;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void saysThatTheModelBeatsBothReferees() {
        Verdict verdict = verdict(45_312, 0.8812, 0.8533, 0.5755);

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BEATS);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "The model beats its referees: 88.12 % right over 45,312 examples, 2.79 points above no-change"
                                + " (85.33 %) and 30.57 above majority (57.55 %).");
    }

    @Test
    void saysThatTheModelLosesToOneReferee() {
        Verdict verdict = verdict(45_312, 0.82, 0.8533, 0.5755);

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.LOSES);
        assertThat(verdict.sentence())
                .startsWith("The model does not beat its referees: ")
                .contains("3.33 points below no-change (85.33 %)")
                .endsWith("24.45 above majority (57.55 %).");
    }

    /** No-change and majority are wrong nearly always where labels take turns. */
    @Test
    void beatingTwoRulesThatFailIsNotBeatingChance() {
        Verdict verdict = Verdict.of(
                TaskTerms.CLASSES,
                new Scores(
                        20_000,
                        Map.of(
                                Score.ACCURACY, 0.467,
                                Score.NO_CHANGE_ACCURACY, 0.0,
                                Score.MAJORITY_ACCURACY, 0.0002,
                                Score.CONSTANT_ACCURACY, 0.5)));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.LOSES);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "The model does not beat its referees: 46.70 % right over 20,000 examples, 3.30 points below best"
                                + " constant (50.00 %), 46.68 above majority (0.02 %) and 46.70 above no-change (0.00 %).");
    }

    @Test
    void comparesWithTheBetterReferee() {
        assertThat(verdict(10_000, 0.8, 0.5, 0.9).sentence())
                .contains("10.00 points below majority (90.00 %)", "30.00 above no-change (50.00 %)");
    }

    @Test
    void callsASmallDifferenceOverFewExamplesLevel() {
        assertThat(verdict(200, 0.86, 0.85, 0.5).outcome()).isEqualTo(Verdict.Outcome.LEVEL);
        assertThat(verdict(200_000, 0.86, 0.85, 0.5).outcome()).isEqualTo(Verdict.Outcome.BEATS);
    }

    @Test
    void saysNothingAboutNothing() {
        double nan = Double.NaN;
        assertThat(Verdict.of(TaskTerms.CLASSES, ClassScores.of(0, nan, nan, nan, nan, nan))
                        .outcome())
                .isEqualTo(Verdict.Outcome.NOTHING_SCORED);
    }

    @Test
    void saysThatARegressionBeatsBothReferees() {
        Verdict verdict = Verdict.of(TaskTerms.NUMBERS, NumberScores.of(45_312, 1.25, 0.5, 1.5, 2.125));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BEATS);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "The model beats its referees: a mean absolute error of 1.250 over 45,312 examples, 0.2500 below"
                                + " last value (1.500) and 0.8750 below running mean (2.125).");
    }

    @Test
    void saysThatARegressionLosesToTheBetterReferee() {
        Verdict verdict = Verdict.of(TaskTerms.NUMBERS, NumberScores.of(45_312, 1_250, 0.5, 2_000, 1_000));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.LOSES);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "The model does not beat its referees: a mean absolute error of 1250 over 45,312 examples, 250.0"
                                + " above running mean (1000) and 750.0 below last value (2000).");
    }

    @Test
    void callsASmallDifferenceOfErrorsLevel() {
        Verdict few = Verdict.of(TaskTerms.NUMBERS, NumberScores.of(100, 0.98, 0.5, 1, 2));

        assertThat(few.outcome()).isEqualTo(Verdict.Outcome.LEVEL);
        // errors have deviation 3/4 of their mean: 2 sqrt((0.735^2 + 0.75^2) / 100)
        assertThat(few.sentence())
                .isEqualTo(
                        "The model is level with last value (1.000): a mean absolute error of 0.9800 over 100 examples, a"
                                + " difference of 0.02000, within two standard errors (0.2100).");
        assertThat(Verdict.of(TaskTerms.NUMBERS, NumberScores.of(100_000, 0.98, 0.5, 1, 2))
                        .outcome())
                .isEqualTo(Verdict.Outcome.BEATS);
    }

    private static Verdict verdict(long examples, double accuracy, double noChange, double majority) {
        return Verdict.of(TaskTerms.CLASSES, ClassScores.of(examples, accuracy, 0.5, 0.4, noChange, majority));
    }
}

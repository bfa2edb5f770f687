package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.ClassScores;
import io.rdrop.example.NumberScores;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTextTest {
    @Test
    void theHeadlineStandsBesideItsReferees() {
        assertThat(ScoreText.headline(TaskTerms.CLASSES, ClassScores.of(9, 0.887, 0.7, 0.3, 0.571, 0.701), 3))
                .isEqualTo("accuracy 0.887 (no-change 0.571, majority 0.701)");
        assertThat(ScoreText.headline(TaskTerms.NUMBERS, NumberScores.of(9, 12.5, 0.75, 20, 1_600), 3))
                .isEqualTo("MAE 12.50 (last value 20.00, running mean 1600)");
    }

    @Test
    void everyScoreIsShownOnceAndARefereeOnlyBesideItsScore() {
        assertThat(ScoreText.all(ClassScores.of(9, 0.887, 0.7, 0.3, 0.571, 0.701), 4))
                .isEqualTo("accuracy 0.8870 (no-change 0.5710, majority 0.7010), kappa 0.7000, log-loss 0.3000 nats");
        assertThat(ScoreText.all(NumberScores.of(9, 1, 0.75, 2, 4), 4))
                .isEqualTo(
                        "MAE 1.000 (last value 2.000, running mean 4.000), RMSE 1.250 (last value 2.500, running mean"
                                + " 5.000), R2 0.7500");
    }

    @Test
    void scoresBeforeTheFirstExampleAreNaN() {
        double nan = Double.NaN;
        assertThat(ScoreText.headline(TaskTerms.NUMBERS, NumberScores.of(0, nan, nan, nan, nan), 3))
                .isEqualTo("MAE NaN (last value NaN, running mean NaN)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "1, 1.000",
        "-0.012345, -0.01235",
        "0.0001, 0.0001000",
        "0.00001, 1.000e-05",
        "9.9999, 10.000",
        "12345.6, 12346",
        "999999999, 999999999",
        "3.4e38, 3.400e+38",
        "Infinity, Infinity"
    })
    void numbersOfAnyUnitHaveFourDigits(double value, String text) {
        assertThat(ScoreText.significant(value)).isEqualTo(text);
    }

    @Test
    void hugeNumbersStayShort() {
        assertThat(ScoreText.fixed(12.3456, 2)).isEqualTo("12.35");
        assertThat(ScoreText.fixed(-1.5e63, 4)).isEqualTo("-1.500e+63");
        assertThat(ScoreText.fixed(Double.NaN, 4)).isEqualTo("NaN");
    }

    @Test
    void aStepIsToldInTheTermsOfItsTask() {
        Scores numbers = NumberScores.of(9, 12.5, 0.75, 20, 1_600);

        assertThat(ScoreText.step(
                        TaskTerms.NUMBERS, StepReports.of("default", 1, true, 2e20, 0.5, 1, numbers, numbers)))
                .isEqualTo("MAE 12.50 (last value 20.00, running mean 1600) | squared error 2.000e+20 distance 0.5000");
        assertThat(ScoreText.step(TaskTerms.CLASSES, StepReports.at("default", 1)))
                .isEqualTo("accuracy 0.950 (no-change 0.850, majority 0.600) | CE 1.000 KL 0.1000");
    }

    @Test
    void aStepIsToldInFewerWordsWhereThereIsNoRoom() {
        assertThat(ScoreText.steps(TaskTerms.CLASSES, StepReports.at("default", 1)))
                .containsExactly(
                        "accuracy 0.950 (no-change 0.850, majority 0.600) | CE 1.000 KL 0.1000",
                        "accuracy 0.950 (no-change 0.850, majority 0.600)",
                        "accuracy 0.950");
    }

    @Test
    void everyScoreHasAName() {
        assertThat(Arrays.stream(Score.values()).map(ScoreText::name))
                .allSatisfy(name -> assertThat(name).isNotBlank());
    }
}

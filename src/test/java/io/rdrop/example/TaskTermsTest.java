package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskTermsTest {
    @Test
    void resultsWithoutATaskAreKnownByTheirScores() {
        assertThat(TaskTerms.of(ClassScores.of(1, 1, 1, 1, 1, 1))).isEqualTo(TaskTerms.CLASSES);
        assertThat(TaskTerms.of(NumberScores.of(1, 1, 1, 1, 1))).isEqualTo(TaskTerms.NUMBERS);
        assertThatThrownBy(() -> TaskTerms.of(new Scores(1, Map.of(Score.R2, 1.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("R2");
    }

    @Test
    void everyScoreIsOfOneTask() {
        for (Score score : Score.values()) {
            assertThat(TaskTerms.values())
                    .filteredOn(terms -> terms.unscored().values().containsKey(score))
                    .hasSize(1);
        }
    }

    @Test
    void whatScoredNothingHasTheScoresOfItsTask() {
        for (TaskTerms terms : TaskTerms.values()) {
            assertThat(terms.unscored().examples()).isZero();
            assertThat(terms.unscored().values())
                    .allSatisfy((score, value) -> assertThat(value).isNaN());
            assertThat(TaskTerms.of(terms.unscored())).isEqualTo(terms);
        }
    }
}

package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    /** Those that are about tokens are shared; all others are of one task. */
    @Test
    void everyScoreIsOfOneTaskOrOfThoseOfTokens() {
        for (Score score : Score.values()) {
            List<TaskTerms> having = Stream.of(TaskTerms.values())
                    .filter(terms -> terms.unscored().values().containsKey(score))
                    .toList();
            assertThat(having).as("%s", score).isNotEmpty();
            if (having.size() > 1) {
                assertThat(having)
                        .containsAnyOf(TaskTerms.TRANSLATIONS, TaskTerms.SUMMARIES)
                        .isSubsetOf(TaskTerms.TEXTS, TaskTerms.TAGS, TaskTerms.TRANSLATIONS, TaskTerms.SUMMARIES);
            }
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

package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LearnerType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies of one network, of one that predicts the next byte. */
class LanguageNetworkStudyTest {
    private static final String TEXTS = "task: language-model\n";

    @ParameterizedTest
    @ValueSource(strings = {"transformer", "lstm"})
    void areThoseOfANetworkUnderModel(String type) {
        for (Study study :
                List.of(Study.DROPOUT, Study.BASELINE, Study.ALPHA, Study.EVERY, Study.PASSES, Study.RATES)) {
            JobConfig base = BaseSettings.of(study, TEXTS, List.of("model.type=" + type));

            assertThat(base.learner()).isEqualTo(LearnerType.SINGLE);
            assertThat(base.isOnSequences()).isTrue();
            assertThat(base.rDrop().alpha()).isPositive();
            assertThat(study.variants(base)).hasSizeGreaterThan(2).allSatisfy(variant -> {
                assertThat(variant.settings()).noneMatch(setting -> setting.startsWith("pool."));
                assertThat(JobConfigs.with(base, variant.settings()).isOnSequences())
                        .isTrue();
            });
        }
    }

    @Test
    void withoutOneTheyAreThoseOfThePoolsNetwork() {
        assertThat(Study.DROPOUT.variants(BaseSettings.of(Study.DROPOUT, TEXTS, List.of())))
                .anySatisfy(variant ->
                        assertThat(variant.settings()).anyMatch(setting -> setting.startsWith("pool.adjusted")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REPLAY | whose replay is transformer.replays",
                "POOL | pool is a study of the default members, but model.type was lstm",
                "COST | learns windows of the text, whatever micro-batches it comes in",
            })
    void refusesThoseOfOthers(Study study, String message) {
        assertThatThrownBy(() -> BaseSettings.of(study, TEXTS, List.of("model.type=lstm")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}

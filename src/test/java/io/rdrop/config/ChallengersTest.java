package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengersTest {
    private static final String BASE = """
            features: [{name: x}]
            label: {classes: ["no", "yes"]}
            topics: {control: control}
            """;

    private static JobConfig config(String yaml, String... overrides) {
        return JobConfigs.parse(BASE + yaml, "job.yaml", List.of(overrides));
    }

    @Test
    void sectionsAndPathsSayTheSameAndComeBackFromPrint() {
        JobConfig sections = config("""
                model: {hidden: [8]}
                challenger: {settings: {model: {hidden: [16, 4], dropout: 0.1}, r-drop.alpha: 2}}
                """);
        JobConfig paths = config(
                "model: {hidden: [8]}",
                "challenger.settings.model.hidden=[16, 4]",
                "challenger.settings.model.dropout=0.1",
                "challenger.settings.r-drop.alpha=2");

        assertThat(sections).isEqualTo(paths);
        assertThat(sections.challenger().settings())
                .isEqualTo(Map.of("model.hidden", "[16, 4]", "model.dropout", "0.1", "r-drop.alpha", "2"));
        assertThat(JobConfigs.parse(JobConfigs.print(sections), "again", List.of()))
                .isEqualTo(sections);
        JobConfig challenging =
                JobConfigs.challenging(sections, sections.challenger().settings());
        assertThat(challenging.model().hidden()).containsExactly(16, 4);
        assertThat(challenging.rDrop().alpha()).isEqualTo(2);
        assertThat(challenging.challenger().isWanted()).isFalse();
        assertThat(challenging.features()).isEqualTo(sections.features());
        assertThat(JobConfigs.trainingHash(sections))
                .isEqualTo(JobConfigs.trainingHash(config("model: {hidden: [8]}")));
    }

    /** As a file of its own with these settings would be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool: {share: 0.01} | learner=single",
                "seed: 42 | r-drop.alpha=2",
                "model: {hidden: [8]} | learner=pool",
                "seed: 42 | pool.rates=2",
                "model: {hidden: [8]} | model.dropout=0.1"
            })
    void learnersAreChosenAsInAFileOfItsOwn(String job, String setting) {
        JobConfig champion = config(job);
        String key = setting.substring(0, setting.indexOf('='));
        String value = setting.substring(setting.indexOf('=') + 1);
        boolean keeps = !setting.startsWith("learner");

        JobConfig challenging = JobConfigs.challenging(champion, Map.of(key, value));

        JobConfig expected = config(keeps ? job : "", setting);
        assertThat(JobConfigs.trainingYaml(challenging)).isEqualTo(JobConfigs.trainingYaml(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "challenger.settings.label.classes=[a, b] | settings must be within drift, encoding, history",
                "challenger.settings.model.hiden=[4] | unknown key model.hiden in challenger.settings; did you mean model.hidden?",
                "challenger.settings.r-drop.alpha=-1 | alpha must be >= 0 but was -1",
                "challenger.confidence=1 | confidence must be between 0.5",
                "challenger.watch=-1 | watch must be between 0 and",
                "challenger.promote=often | challenger.promote must be one of auto, manual but was often"
            })
    void refusesWhatNoChallengerCanHave(String override, String message) {
        assertThatThrownBy(() -> config("model: {hidden: [8]}", override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatAChallengerDoesNotGoWith() {
        String setting = "challenger.settings.seed=1";
        assertThatThrownBy(() -> config("", setting, "topics.control=none"))
                .hasMessageContaining("challenger.settings needs topics.control");
        assertThatThrownBy(() -> config("", setting, "lag.target=10s"))
                .hasMessageContaining("challenger.settings and lag.target cannot be had in one job");
    }
}

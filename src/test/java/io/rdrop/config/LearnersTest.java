package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnersTest {
    private static final String TABLE = "features: [{name: x}]\nlabel: {classes: [a, b]}\n";
    private static final String IMAGES =
            "task: image-classification\nlabel: {classes: [a, b]}\nimage: {height: 8, width: 8}\n";

    private static JobConfig parse(String yaml, String... overrides) {
        return JobConfigs.parse(yaml.replace("; ", "\n"), "job.yaml", List.of(overrides));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                  | POOL   | ONE_BY_ONE | AUTO",
                "learner: auto                      | POOL   | ONE_BY_ONE | AUTO",
                "micro-batch: {size: 32}            | POOL   | ONE_BY_ONE | AUTO",
                "learning: per-batch                | POOL   | PER_BATCH  | AUTO",
                "learner: single                    | SINGLE | ONE_BY_ONE | ROW",
                "learner: single; learning: per-batch | SINGLE | PER_BATCH | AUTO",
                "model: {hidden: [8]}               | SINGLE | PER_BATCH  | AUTO",
                "model: {hidden: [64, 64]}          | SINGLE | PER_BATCH  | AUTO",
                "r-drop: {alpha: 2}                 | SINGLE | PER_BATCH  | AUTO",
                "history: {labels: 1}               | SINGLE | PER_BATCH  | AUTO",
                "model: {hidden: [8]}; learning: one-by-one | SINGLE | ONE_BY_ONE | AUTO",
                "device: gpu                        | SINGLE | PER_BATCH  | AUTO",
            })
    void whatATableIsLearnedWith(String yaml, LearnerType learner, Learning learning, ModelEngine engine) {
        JobConfig config = parse(TABLE + (yaml == null ? "" : yaml));

        assertThat(config.learner()).isEqualTo(learner);
        assertThat(config.learning()).isEqualTo(learning);
        assertThat(config.model().engine()).isEqualTo(engine);
        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
    }

    @Test
    void aNetworkCanBeNamedOnTheCommandLine() {
        assertThat(parse(TABLE, "model.hidden=[8]").learner()).isEqualTo(LearnerType.SINGLE);
        assertThat(parse(TABLE, "learner=single").model().engine()).isEqualTo(ModelEngine.ROW);
    }

    @Test
    void imagesAreLearnedByOneNetwork() {
        JobConfig config = parse(IMAGES);

        assertThat(config.learner()).isEqualTo(LearnerType.SINGLE);
        assertThat(config.learning()).isEqualTo(Learning.PER_BATCH);
        assertThat(config.model().engine()).isEqualTo(ModelEngine.AUTO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learner: pool; model: {hidden: [8]} | model.hidden is for one network under model, but learner pool has its own",
                "learner: pool; history: {labels: 1} | history.labels is for one network",
                "model: {engine: row, hidden: [8]} | model.hidden is for one network under model, but model.engine row has its own",
                "learner: pool; device: gpu | learner pool computes on the CPU only",
                "learner: single; pool: {companions: false} | pool is only for learner pool",
                "pool: {members: [{name: a}, {name: a}]} | members must have distinct names but a is given twice",
                "pool: {members: [{name: a b}]} | name must be 1 to 40 letters, digits and hyphens but was a b",
                "pool: {members: [{name: a, alpha: 1}]} | dropout must be > 0 with alpha > 0",
                "pool: {members: [{name: a, updater: adam}]} | updater must be sgd, adagrad or rmsprop but was adam",
                "pool: {members: [{name: a, replays: 2}]} | replays must be > 0 with replay, and 0 without, but was 2",
            })
    void whatDoesNotGoTogetherIsRefused(String yaml, String message) {
        assertThatThrownBy(() -> parse(TABLE + yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPoolIsNotForImages() {
        assertThatThrownBy(() -> parse(IMAGES + "learner: pool"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("learner pool is not for task image-classification");
    }

    /** Such a configuration was written down before there were pools: it must not become one. */
    @Test
    void aStoredConfigurationWithoutALearnerMeansOneNetwork() {
        JobConfig stored = JobConfigs.parseStored(TABLE, "stored", List.of());

        assertThat(stored.learner()).isEqualTo(LearnerType.SINGLE);
        assertThat(stored.learning()).isEqualTo(Learning.PER_BATCH);
        assertThat(stored.model().engine()).isEqualTo(ModelEngine.AUTO);
        assertThat(JobConfigs.changes(TABLE, parse(TABLE)).refused())
                .extracting(ConfigChanges.Change::key)
                .contains("learner");
    }

    @Test
    void hashesOfBeforeThereWerePoolsStay() {
        assertThat(JobConfigs.trainingYaml(parse(TABLE + "model: {hidden: [8]}")))
                .doesNotContain("learner:", "learning:", "pool:", "labels:\n  immediate");
        assertThat(JobConfigs.trainingYaml(parse(TABLE))).contains("learner: pool", "immediate: true");
    }
}

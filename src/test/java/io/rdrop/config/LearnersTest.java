package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(config.networkType()).isEqualTo(ModelType.CNN);
        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.ADAM);
        assertThat(config.replay().type()).isEqualTo(ReplayType.RESERVOIR);
        assertThat(config.replay().early()).isPositive();
        assertThat(config.replay().capacity()).isEqualTo(10_000);
        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource({"512, 3, 100", "64, 1, 2048", "100, 2, 419"})
    void imagesThatAreKeptTakeEightMebibytesUnlessThatIsTooFew(int size, int channels, int capacity) {
        JobConfig config = parse(IMAGES, "image.height=" + size, "image.width=" + size, "image.channels=" + channels);
        assertThat(config.replay().capacity()).isEqualTo(capacity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.hidden=[8]", "r-drop.alpha=2", "replay.capacity=1000", "device=gpu"})
    void whoNamesANetworkOfImagesGetsTheRestByDefault(String override) {
        JobConfig config = parse(IMAGES, override);

        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.SGD);
        assertThat(config.replay().type()).isEqualTo(ReplayType.NONE);
        assertThat(config.replay().updates(0)).isEqualTo(1);
    }

    @Test
    void replayIsMoreInTheBeginning() {
        ReplayConfig replay = new ReplayConfig(ReplayType.RESERVOIR, 100, 2, 1000, 0);

        assertThat(List.of(0, 125, 126, 500, 501, 1000, 1001).stream().map(replay::updates))
                .containsExactly(10, 10, 9, 4, 3, 3, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay: {early: 10} | early and shift must be 0 for type none",
                "replay: {shift: 1} | early and shift must be 0 for type none",
                "replay: {type: reservoir, updates-per-batch: 2, shift: 1} | replay.shift is only for task image-classification but task is classification"
            })
    void replayThatWouldDoNothingIsRefused(String yaml, String message) {
        assertThatThrownBy(() -> parse(TABLE + yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void onlyMembersOfPoolsForClassesRest() {
        assertThatThrownBy(() -> parse("task: regression; features: [{name: x}]; pool: {resting: [forest]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pool.resting is for tasks classification and text-classification only");
    }

    /** Hashes of configurations of before these keys existed stay. */
    @Test
    void keysThatSayNothingAreNotHashed() {
        JobConfig config = parse(IMAGES, "model.hidden=[8]");

        assertThat(JobConfigs.trainingYaml(parse(TABLE)))
                .doesNotContain("adjusted")
                .doesNotContain("resting");
        assertThat(JobConfigs.trainingYaml(parse(TABLE + "pool: {resting: [forest]}")))
                .doesNotContain("adjusted")
                .contains("resting");
        assertThat(JobConfigs.trainingYaml(parse(TABLE + "pool: {adjusted: [{name: norm, alpha: 0}]}")))
                .contains("adjusted")
                .doesNotContain("passes: none")
                .doesNotContain("every: none");
        assertThat(JobConfigs.trainingYaml(config)).doesNotContain("early").doesNotContain("shift");
        assertThat(JobConfigs.trainingYaml(parse(IMAGES))).contains("early").contains("shift");
        assertThat(JobConfigs.parseStored(JobConfigs.trainingYaml(config), "stored", List.of())
                        .replay())
                .isEqualTo(config.replay());
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
                "lag: {target: 10s} | lag.target needs topics.control",
                "lag: {target: 1ms}; topics: {control: c} | target must be",
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

    @Test
    void membersAreLeftOutOfTheDefaultSetOnly() {
        assertThat(parse(TABLE, "pool.without=[norm-r-drop]").pool().without()).containsExactly("norm-r-drop");
        assertThatThrownBy(() -> parse(TABLE, "pool.without=[a]", "pool.members=[{name: a}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("without is about the default set of members, so it must be [] where members are"
                        + " given but was [a]");
        assertThatThrownBy(() -> parse(TABLE, "learner=single", "pool.without=[norm-r-drop]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pool is only for learner pool but learner was single");
    }
}

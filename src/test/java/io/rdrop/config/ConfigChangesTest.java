package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigChangesTest {
    private static final String MINIMAL = """
            features: [{name: price}, {name: colour, type: categorical}]
            label: {classes: [a, b]}
            replay: {type: reservoir, capacity: 10, updates-per-batch: 2}
            """;

    private static JobConfig parse(String... overrides) {
        return JobConfigs.parse(MINIMAL, "job.yaml", List.of(overrides));
    }

    private static ConfigChanges changes(String... overrides) {
        return JobConfigs.changes(JobConfigs.trainingYaml(parse()), parse(overrides));
    }

    @Test
    void whatIsNoMatterOfTrainingIsNoChange() {
        assertThat(changes("registry.interval=7s", "parallelism=3", "kafka.bootstrap=b:1", "checkpoint.interval=1s"))
                .isEqualTo(new ConfigChanges(List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "model.updater.learning-rate=0.5, model.updater.learning-rate was 0.03; now 0.5",
        "r-drop.alpha=0.5, r-drop.alpha was 1.0; now 0.5",
        "r-drop.passes=3, r-drop.passes was 2; now 3",
        "r-drop.schedule.type=linear, r-drop.schedule.type was constant; now linear",
        "r-drop.label-smoothing=0.1, r-drop.label-smoothing was 0.0; now 0.1",
        "model.dropout=0.3, model.dropout was 0.1; now 0.3",
        "model.gradient-clip=5, model.gradient-clip was none; now 5.0",
        "model.weight-decay.l2=0.1, model.weight-decay.l2 was 0.0; now 0.1",
        "micro-batch.size=32, micro-batch.size was 8; now 32",
        "replay.updates-per-batch=4, replay.updates-per-batch was 2; now 4",
    })
    void appliesWhatATrainedModelCanTakeOn(String override, String change) {
        List<String> overrides =
                override.contains("schedule") ? List.of(override, "r-drop.schedule.over=10") : List.of(override);
        ConfigChanges changes = changes(overrides.toArray(String[]::new));
        assertThat(changes.refused()).isEmpty();
        assertThat(changes.applied()).extracting(Object::toString).contains(change.replace("; now", ", now"));
    }

    @ParameterizedTest
    @CsvSource({
        "seed=7, seed was 42; now 7",
        "model.hidden=[64], model.hidden[1] was 64; now absent",
        "model.activation=tanh, model.activation was relu; now tanh",
        "model.updater.type=adam, model.updater.type was sgd; now adam",
        "r-drop.unlabelled=true, r-drop.unlabelled was false; now true",
        "replay.capacity=11, replay.capacity was 10; now 11",
        "history.labels=1, history.labels was 0; now 1",
        "evaluation.window=7, evaluation.window was 1000; now 7",
        "encoding.hash-buckets=7, encoding.hash-buckets was 16; now 7",
    })
    void refusesWhatParametersStatisticsOrBuffersWereMadeFor(String override, String change) {
        assertThat(changes(override).refused()).extracting(Object::toString).contains(change.replace("; now", ", now"));
    }

    @Test
    void appliesOtherMembersOfAPool() {
        String yaml = "features: [{name: x}]\nlabel: {classes: [a, b]}\n";
        JobConfig was = JobConfigs.parse(yaml, "job.yaml", List.of());
        JobConfig now = JobConfigs.with(was, List.of("pool.without=[norm]", "pool.companions=false"));
        ConfigChanges changes = JobConfigs.changes(JobConfigs.trainingYaml(was), now);
        assertThat(changes.refused()).isEmpty();
        assertThat(changes.applied())
                .extracting(Object::toString)
                .containsExactly("pool.companions was true, now false", "pool.without[0] was absent, now norm");
        assertThat(JobConfigs.withPoolOf(now, was))
                .hasValueSatisfying(config -> assertThat(config.pool()).isEqualTo(was.pool()));
        assertThat(JobConfigs.withPoolOf(was, JobConfigs.with(was, List.of("pool.rates=2"))))
                .isEmpty();
    }

    @Test
    void keysThatDidNotExistThenHaveTheirDefaults() {
        String old = JobConfigs.trainingYaml(parse()).replaceAll("(?m)^history:\\n(  .*\\n)+", "");
        assertThat(old).doesNotContain("history");
        assertThat(JobConfigs.changes(old, parse())).isEqualTo(new ConfigChanges(List.of(), List.of()));
        assertThatThrownBy(() -> JobConfigs.changes(old + "nonsense: 1\n", parse()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("the stored configuration");
    }

    @Test
    void aLongListIsCut() {
        List<ConfigChanges.Change> many = Stream.iterate(0, i -> i + 1)
                .limit(23)
                .map(i -> new ConfigChanges.Change("k" + i, "1", "2"))
                .toList();
        assertThat(ConfigChanges.describe(many))
                .startsWith("k0 was 1, now 2; ")
                .endsWith("k19 was 1, now 2; and 3 more");
    }
}

package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LateLabelsTest {
    private static final String TABLE = """
            kafka: {bootstrap: "localhost:9092"}
            features: [{name: a}]
            label: {classes: ["0", "1"]}
            registry: {directory: models}
            """;

    @Test
    void aTopicOfLabelsSaysThatTheyAreNotImmediate() {
        LabelsConfig labels = parse("labels: {topic: labels, wait: 10m, on-timeout: class, timeout-class: \"0\"}")
                .labels();

        assertThat(labels.late()).isTrue();
        assertThat(labels.immediate()).isFalse();
        assertThat(labels.patience()).isEqualTo(Duration.ofMinutes(10));
        assertThat(labels.onTimeout()).isEqualTo(OnTimeout.CLASS);
        assertThat(parse("", "labels.topic=labels").labels().immediate()).isFalse();
        assertThat(JobConfigs.with(parse(""), List.of("labels.topic=labels"))
                        .labels()
                        .immediate())
                .isFalse();
        assertThat(parse("").labels().immediate()).isTrue();
    }

    @Test
    void itIsPrintedAndReadAgain() {
        JobConfig config =
                parse("labels: {topic: labels, wait: 10m, unmatched: dead-letter, predictions: predictions}");

        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
        assertThat(JobConfigs.print(config)).contains("wait: 10m");
    }

    /** Where labels come from and how long they are waited for is nothing that a trained model was made for. */
    @Test
    void ofTrainingIsOnlyThatTheyAreNotImmediate() {
        assertThat(JobConfigs.trainingHash(parse("labels: {topic: labels, wait: 10m}")))
                .isEqualTo(JobConfigs.trainingHash(parse("labels: {immediate: false}")));
        assertThat(JobConfigs.trainingYaml(parse("")))
                .contains("labels:\n  immediate: true\n")
                .doesNotContain("idle", "timeout-class");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels: {topic: labels, immediate: true} | immediate must be false with labels.topic",
                "labels: {topic: examples} | must be topics of their own but examples is another one",
                "labels: {topic: labels, predictions: labels} | must be topics of their own but labels is",
                "labels: {predictions: predictions} | predictions are scored by the labels of labels.topic, which is none",
                "labels: {topic: labels, on-timeout: class} | timeout-class must be given with on-timeout: class",
                "labels: {topic: labels, timeout-class: \"1\"} | timeout-class must be given with on-timeout: class",
                "labels: {topic: labels, on-timeout: class, timeout-class: no} | must be one of label.classes, [0, 1]",
                "labels: {topic: labels, on-timeout: unlabelled} | needs r-drop.unlabelled: true",
                "labels: {topic: labels, wait: 0s} | wait must be >= 1ms but was 0s",
                "labels: {topic: labels, max-bytes: 1} | max-bytes must be at least 4096 but was 1",
                "labels: {topic: labels, correction: 1h} | correction must be none without labels.topic and on-timeout: class",
                "labels: {topic: labels, on-timeout: class, timeout-class: \"0\", correction: 0s} | correction must be >= 1ms",
                "labels: {topic: labels, wate: 1s} | wait",
                "{labels: {topic: labels}, history: {labels: 1}} | history.labels must be 0 with labels.topic"
            })
    void contradictionsAreRefused(String labels, String because) {
        String yaml = labels.startsWith("{")
                ? labels.substring(1, labels.length() - 1).replace("}, ", "}\n")
                : labels;
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(because);
    }

    @Test
    void tasksWithoutOneLabelHaveNone() {
        assertThatThrownBy(() -> JobConfigs.parse(
                        TABLE.replace("features: [{name: a}]\n", "task: sequence-tagging\n")
                                + "labels: {topic: labels}",
                        "test",
                        List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labels.topic is for tasks whose examples have one label each");
    }

    private static JobConfig parse(String labels, String... overrides) {
        return JobConfigs.parse(TABLE + labels, "test", List.of(overrides));
    }
}

package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TasksTest {
    private static final String CLASSES = "label: {classes: [a, b]}";

    private static JobConfig parse(String yaml) {
        return JobConfigs.parse(yaml.replace("; ", "\n"), "job.yaml", List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "features: [{name: x}]; label: {classes: [a, b]} | MLP",
                "task: regression; features: [{name: x}] | MLP",
                "task: text-classification; label: {classes: [a, b]} | MLP",
                "task: text-classification; label: {classes: [a, b]}; text: {representation: sequence} | TEXT_CNN",
                "task: text-classification; label: {classes: [a, b]}; text: {representation: sequence}; model: {type: lstm} | LSTM",
                "task: image-classification; label: {classes: [a, b]}; image: {height: 8, width: 8} | CNN",
                "task: image-classification; label: {classes: [a, b]}; image: {height: 8, width: 8}; model: {type: mlp} | MLP",
            })
    void eachHasItsNetwork(String yaml, ModelType type) {
        JobConfig config = parse(yaml);

        assertThat(config.networkType()).isEqualTo(type);
        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label: {classes: [a, b]} | features must name at least one column for task classification",
                "features: [{name: x}] | label.classes must name at least 2 classes for task classification",
                "task: regression; features: [{name: x}]; label: {classes: [a, b]} | label.classes must be [] for task regression",
                "task: text-classification; features: [{name: x}]; label: {classes: [a, b]} | features must be [] for task text-classification",
                "task: image-classification; label: {classes: [a, b]} | image.height and image.width are required",
                "task: image-classification; label: {classes: [a, b]}; image: {height: 8} | height and width must both be given but were 8 and 0",
                "features: [{name: x}]; label: {classes: [a, b]}; image: {height: 8, width: 8} | only for task image-classification but task is classification",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {type: cnn} | cnn is only for task image-classification",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {type: lstm} | lstm is only for task text-classification with text.representation sequence",
                "task: text-classification; label: {classes: [a, b]}; text: {representation: sequence}; model: {type: mlp} | mlp cannot read text.representation sequence",
                "task: text-classification; label: {classes: [a, b]}; text: {padding: masked} | padding is only for representation sequence",
                "task: text-classification; label: {classes: [a, b]}; text: {ngrams: 0} | ngrams must be between 1 and 5 but was 0",
                "task: text-classification; label: {classes: [a, b]}; text: {representation: sequence}; history: {labels: 1} | history.labels must be 0 for texts as sequences",
                "task: image-classification; label: {classes: [a, b]}; image: {height: 8, width: 8}; history: {labels: 2} | history.labels must be 0 for model.type cnn",
                "task: image-classification; label: {classes: [a, b]}; image: {height: 8, width: 8}; model: {dropout: 0} | r-drop.alpha must be 0 for a network without dropout",
                "task: regression; features: [{name: x}]; r-drop: {label-smoothing: 0.1} | label-smoothing must be 0 for task regression",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {updates-per-batch: 4} | updates-per-batch must be 1 for type none",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {type: reservoir} | updates-per-batch must be > 1 for type reservoir",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {type: reservoir, capacity: 0} | capacity must be between 1 and",
                "features: [{name: x}]; label: {classes: [a]} | classes must name at least 2 classes",
                "task: ranking | one of classification, regression, text-classification, image-classification but was ranking",
            })
    void areRefusedWhereTheyMakeNoSense(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("job.yaml");
    }

    @Test
    void decideTheTrainingHash() {
        String table = "features: [{name: x}]; " + CLASSES;
        String hash = JobConfigs.trainingHash(parse(table));

        assertThat(JobConfigs.trainingHash(parse(table + "; history: {labels: 1}")))
                .isNotEqualTo(hash);
        assertThat(JobConfigs.trainingHash(parse(table + "; replay: {type: reservoir, updates-per-batch: 2}")))
                .isNotEqualTo(hash);
        assertThat(JobConfigs.trainingHash(parse(table + "; parallelism: 2"))).isEqualTo(hash);
    }
}

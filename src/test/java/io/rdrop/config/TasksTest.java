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
                "task: language-model; label: {classes: [a, b]} | label.classes must be [] for task language-model (it has no labels)",
                "task: language-model; features: [{name: x}] | features must be [] for task language-model",
                "task: language-model; model: {hidden: [8]} | task language-model is learned by a pool on the CPU",
                "task: language-model; device: gpu | task language-model is learned by a pool on the CPU",
                "task: language-model; text: {ngrams: 2} | task language-model is learned by a pool on the CPU",
                "task: language-model; pool: {members: [{name: a}]} | pool.members is only for task classification",
                "task: sequence-tagging | label.classes must name at least 2 classes for task sequence-tagging",
                "task: sequence-tagging; label: {classes: [a, b]}; features: [{name: x}] | features must be [] for task sequence-tagging",
                "task: sequence-tagging; label: {classes: [a, b]}; model: {hidden: [8]} | task sequence-tagging is learned by a pool on the CPU (docs/tagging.md)",
                "task: sequence-tagging; label: {classes: [a, b]}; input: {format: binary} | input.format must be json or avro for task sequence-tagging but was binary",
                "task: sequence-tagging; label: {classes: [a, b]}; sequence: {max-length: 0} | max-length must be between 1 and 4096 but was 0",
                "task: text-classification; label: {classes: [a, b]}; sequence: {max-length: 9} | sequence is only for tasks sequence-tagging, translation and summarization, and for networks of language models, but task is text-classification",
                "task: translation; label: {classes: [a, b]} | label.classes must be [] for task translation (its targets are texts)",
                "task: translation; model: {hidden: [8]} | model.hidden is not for task translation, whose network is set under transformer",
                "task: translation; model: {engine: dl4j} | model.engine must be auto or torch for task translation but was dl4j",
                "task: translation; replay: {type: reservoir, updates-per-batch: 2} | replay.type is not for task translation",
                "task: summarization; learner: pool | learner pool is not for task summarization",
                "task: summarization; input: {format: avro} | input.format must be json for task summarization but was avro",
                "task: summarization; transformer: {width: 30} | width must be a multiple of heads 4 but was 30",
                "task: summarization; transformer: {kept: 10} | kept must be at least vocabulary-examples 1000",
                "task: summarization; model: {dropout: 0} | r-drop.alpha must be 0 for a network without dropout",
                "features: [{name: x}]; label: {classes: [a, b]}; transformer: {layers: 1} | transformer is only for tasks translation and summarization, and for model.type transformer, but task is classification",
                "task: regression; features: [{name: x}]; r-drop: {label-smoothing: 0.1} | label-smoothing must be 0 for task regression",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {updates-per-batch: 4} | updates-per-batch must be 1 for type none",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {type: reservoir} | updates-per-batch must be > 1 for type reservoir",
                "features: [{name: x}]; label: {classes: [a, b]}; replay: {type: reservoir, capacity: 0} | capacity must be between 1 and",
                "features: [{name: x}]; label: {classes: [a]} | classes must name at least 2 classes",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {hidden: [8], precision: bf16} | model.precision must be float32 unless model.engine is torch, but was bf16 with model.engine auto",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {precision: half} | precision must be one of float32, bf16 but was half",
                "features: [{name: x}]; label: {classes: [a, b]}; micro-batch: {gather: 2} | micro-batch.gather must be 1 for what learns one by one",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {hidden: [8]}; learning: one-by-one; micro-batch: {gather: 2} | micro-batch.gather must be 1 for what learns one by one",
                "task: translation; micro-batch: {gather: 2} | micro-batch.gather must be 1 for what learns one by one, and for sentences and texts that are written, but was 2",
                "features: [{name: x}]; label: {classes: [a, b]}; model: {hidden: [8]}; micro-batch: {size: 1000, gather: 66} | gather must be between 1 and 65 but was 66",
                "task: ranking | one of classification, regression, text-classification, image-classification, language-model, sequence-tagging, translation, summarization but was ranking",
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

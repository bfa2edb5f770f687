package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rdrop.task.Task;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of networks of {@code task: language-model}. */
class LanguageNetworkSettingsTest {
    private static final String TEXTS = "task: language-model\n";

    private static JobConfig parse(String yaml) {
        return JobConfigs.parse(yaml, "job.yaml", List.of());
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSFORMER", "LSTM"})
    void whatIsNotSaidIsWrittenDown(ModelType type) {
        JobConfig config = parse(TEXTS + "model: {type: " + ConfigBinder.kebab(type.name()) + "}\n");

        assertThat(config.networkType()).isEqualTo(type);
        assertThat(config.learner()).isEqualTo(LearnerType.POOL);
        assertThat(config.learning()).isEqualTo(Learning.ONE_BY_ONE);
        assertThat(config.isOnSequences()).isTrue();
        assertThat(config.hasPool()).isTrue();
        assertThat(config.model().engine()).isEqualTo(ModelEngine.TORCH);
        assertThat(config.model().hidden()).isEmpty();
        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.ADAM);
        assertThat(config.model().updater().stepSize()).isEqualTo(0.003);
        assertThat(config.model().updater().beta2()).isEqualTo(0.99);
        assertThat(config.model().dropout()).isZero();
        assertThat(config.rDrop().alpha()).isZero();
        assertThat(config.rDrop().passes()).isEqualTo(1);
        assertThat(config.sequence().maxLength()).isEqualTo(128);
        assertThat(config.transformer().replays()).isEqualTo(3);
        assertThat(parse(JobConfigs.print(config))).isEqualTo(config);
        assertThat(JobConfigs.trainingYaml(config)).contains("max-length: 128", "replays: 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model: {type: transformer, dropout: 0.2}", "model: {type: lstm}\nr-drop: {alpha: 3}"})
    void whoSetsDropoutOrAnythingOfItHasRDropAsEverywhere(String settings) {
        JobConfig config = parse(TEXTS + settings + "\n");

        assertThat(config.model().dropout()).isPositive();
        assertThat(config.rDrop().alpha()).isPositive();
        assertThat(config.rDrop().passes()).isEqualTo(2);
    }

    @Test
    void whatIsSaidStays() {
        JobConfig config = parse(TEXTS + """
                learner: single
                learning: per-batch
                model: {type: lstm, recurrent-units: 32, updater: {type: sgd}}
                sequence: {max-length: 64}
                transformer: {kept: 5000, replays: 0}
                """);

        assertThat(config.learner()).isEqualTo(LearnerType.SINGLE);
        assertThat(config.learning()).isEqualTo(Learning.PER_BATCH);
        assertThat(config.model().recurrentUnits()).isEqualTo(32);
        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.SGD);
        assertThat(config.sequence().maxLength()).isEqualTo(64);
        assertThat(config.transformer().replays()).isZero();
    }

    /** Hashes of before there were such networks stay. */
    @Test
    void aPoolOfItsOwnNetworksHasNeitherSectionInItsHash() {
        assertThat(JobConfigs.trainingYaml(parse(TEXTS))).doesNotContain("transformer:", "sequence:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: {type: transformer}; pool: {companions: false} | pool is not for task language-model with model.type transformer",
                "model: {type: transformer}; sequence: {max-length: 1} | sequence.max-length must be at least 2 for task language-model",
                "model: {type: transformer}; sequence: {too-long: reject} | sequence.too-long is not for task language-model",
                "model: {type: transformer}; transformer: {write-every: 2} | transformer.write-every is not for task language-model with model.type transformer",
                "model: {type: lstm}; transformer: {width: 64} | transformer.width is not for task language-model with model.type lstm",
                "model: {type: lstm, embedding: 9} | model.embedding is not for task language-model",
                "model: {type: transformer, recurrent-units: 9} | model.recurrent-units is not for",
                "model: {type: transformer, hidden: [9]} | model.hidden is not for task language-model",
                "model: {type: lstm, engine: dl4j} | model.engine must be auto or torch for task language-model but was dl4j",
                "model: {type: transformer, dropout: 0} | r-drop.alpha must be 0 for a network without dropout",
                "model: {type: lstm}; r-drop: {unlabelled: true} | r-drop.unlabelled must be false for task language-model",
                "model: {type: lstm}; replay: {type: reservoir, updates-per-batch: 2} | is not for task language-model, whose network and replay are set under transformer",
                "model: {type: lstm}; history: {labels: 1} | history.labels",
                "model: {type: text-cnn} | model.type text-cnn is only for task text-classification",
                "sequence: {max-length: 64} | sequence is only for tasks sequence-tagging, translation and summarization, and for networks of language models",
                "transformer: {width: 64} | transformer is only for tasks translation and summarization, and for model.type transformer",
            })
    void refusesWhatDoesNotGoTogether(String settings, String message) {
        assertThatThrownBy(() -> parse((TEXTS + settings + "\n").replace("; ", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    /** Where libtorch is there this cannot be seen. */
    @Test
    void withoutLibtorchTheJobIsRefusedInOneSentenceThatSaysHowToComeByIt() {
        Throwable refusal = catchThrowable(Task.of(parse(TEXTS + "model: {type: lstm}\n"))::check);
        if (refusal != null) {
            assertThat(refusal)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("task language-model with model.type lstm needs libtorch")
                    .hasMessageContaining("./rdrop fetches it");
        }
    }
}

package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rdrop.task.Task;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of {@code model.type: transformer}. */
class EncoderSettingsTest {
    private static final String TEXT = "task: text-classification\nlabel: {classes: [a, b]}\n";
    private static final String IMAGE =
            "task: image-classification\nlabel: {classes: [a, b]}\nimage: {height: 8, width: 8}\n";
    private static final String NETWORK = "model: {type: transformer}\n";

    private static JobConfig parse(String yaml) {
        return JobConfigs.parse(yaml, "job.yaml", List.of());
    }

    @Test
    void whatIsNotSaidIsWrittenDown() {
        JobConfig config = parse(TEXT + NETWORK);

        assertThat(config.networkType()).isEqualTo(ModelType.TRANSFORMER);
        assertThat(config.learner()).isEqualTo(LearnerType.SINGLE);
        assertThat(config.text().representation()).isEqualTo(TextRepresentation.SEQUENCE);
        assertThat(config.model().engine()).isEqualTo(ModelEngine.TORCH);
        assertThat(config.model().hidden()).isEmpty();
        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.ADAM);
        assertThat(config.replay().type()).isEqualTo(ReplayType.RESERVOIR);
        assertThat(parse(JobConfigs.print(config))).isEqualTo(config);
        assertThat(parse(JobConfigs.trainingYaml(config)).transformer()).isEqualTo(config.transformer());
    }

    @Test
    void whatIsSaidStays() {
        JobConfig config = parse(IMAGE + """
                model: {type: transformer, hidden: [9], updater: {type: sgd}}
                replay: {type: none}
                transformer: {width: 32, patch: 2}
                """);

        assertThat(config.model().hidden()).containsExactly(9);
        assertThat(config.model().updater().type()).isEqualTo(UpdaterType.SGD);
        assertThat(config.replay().type()).isEqualTo(ReplayType.NONE);
        assertThat(config.transformer().width()).isEqualTo(32);
        assertThat(config.transformer().patchPixels()).isEqualTo(2);
        assertThat(JobConfigs.trainingYaml(config)).contains("patch: 2");
    }

    /** Hashes of before there were patches and files of tokens stay. */
    @Test
    void whatCameLaterAndSaysNothingIsNotInTheHash() {
        assertThat(JobConfigs.trainingYaml(parse("task: translation\n")))
                .contains("vocabulary-examples")
                .doesNotContain("patch", "tokenizer");
        assertThat(JobConfigs.trainingYaml(parse(TEXT + NETWORK)))
                .contains("patch")
                .doesNotContain("tokenizer");
        assertThat(JobConfigs.trainingYaml(parse("task: translation\ntransformer: {tokenizer: t.json}\n")))
                .contains("tokenizer: t.json");
        assertThat(JobConfigs.trainingYaml(parse(TEXT))).doesNotContain("transformer:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "features: [{name: x}]; label: {classes: [a, b]} | model: {type: transformer} | is only for tasks image-classification",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer}; text: {representation: bag} | with text.representation sequence",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer, engine: dl4j} | model.engine must be torch for model.type transformer but was dl4j",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer, embedding: 9} | model.embedding is not for model.type transformer",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer}; history: {labels: 1} | history.labels must be 0",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer}; transformer: {kept: 2000} | transformer.kept is not for task text-classification with model.type transformer",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer}; transformer: {patch: 2} | transformer.patch is not for task text-classification",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer}; transformer: {tokenizer: t.json} | transformer.tokenizer is not for task text-classification",
                "task: text-classification; label: {classes: [a, b]} | model: {type: transformer, dropout: 0} | r-drop.alpha must be 0 for a network without dropout",
                "task: text-classification; label: {classes: [a, b]} | transformer: {width: 64} | transformer is only for tasks translation and summarization, and for model.type transformer",
                "task: translation | transformer: {patch: 2} | transformer.patch is not for task translation",
            })
    void refusesWhatDoesNotGoTogether(String task, String settings, String message) {
        assertThatThrownBy(() -> parse((task + "\n" + settings + "\n").replace("; ", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    /** Nothing is learned from the first examples then. */
    @Test
    void withAFileOfTokensFewerExamplesMayBeKept() {
        String yaml = "task: translation\ntransformer: {kept: 10, tokenizer: t.json}\n";
        assertThat(parse(yaml).transformer().tokenizer()).isEqualTo("t.json");
        assertThatThrownBy(() -> parse(yaml.replace(", tokenizer: t.json", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kept must be at least vocabulary-examples 1000");
    }

    /** Where libtorch is there this cannot be seen. */
    @Test
    void withoutLibtorchTheJobIsRefusedInOneSentenceThatSaysHowToComeByIt() {
        Task task = Task.of(parse(TEXT + NETWORK));
        Throwable refusal = catchThrowable(task::check);
        if (refusal != null) {
            assertThat(refusal)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("model.type transformer needs libtorch")
                    .hasMessageContaining("./rdrop fetches it")
                    .hasMessageContaining("./mvnw package -Ptorch");
        }
    }
}

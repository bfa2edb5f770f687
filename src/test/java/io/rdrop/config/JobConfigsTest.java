package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigsTest {
    private static final String MINIMAL = """
            features:
              - {name: price}
              - {name: colour, type: categorical}
            label: {classes: [NO, YES]}
            """;

    private static JobConfig parse(String yaml, String... overrides) {
        return JobConfigs.parse(yaml, "job.yaml", List.of(overrides));
    }

    @Test
    void fillsInDefaults() {
        JobConfig config = parse(MINIMAL);

        assertThat(config.rDrop().passes()).isEqualTo(2);
        assertThat(config.microBatch().size()).isEqualTo(8);
        assertThat(config.microBatch().maxWait()).isNull();
        assertThat(config.topics().rejected()).isEqualTo("examples.rejected");
        assertThat(config.checkpoint().interval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void freshnessSetsTheIntervalsThatAreNotSet() {
        JobConfig config = parse(MINIMAL, "freshness=2s");

        assertThat(config.freshness()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.checkpoint().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.registry().interval()).isEqualTo(Duration.ZERO);
        assertThat(config.registry().keepMinutes()).isEqualTo(10);
        assertThat(JobConfigs.print(config)).contains("freshness: 2s", "  interval: 1s", "  keep-minutes: 10");
        assertThat(parse(JobConfigs.toYaml(config))).isEqualTo(config);
        assertThat(JobConfigs.trainingHash(config)).isEqualTo(JobConfigs.trainingHash(parse(MINIMAL)));
    }

    @Test
    void freshnessLeavesTheIntervalsThatAreSet() {
        JobConfig config = parse(
                MINIMAL + "freshness: 5s\nregistry: {interval: 3s, keep-minutes: 0}\ncheckpoint: {interval: 500ms}\n");

        assertThat(config.checkpoint().interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.registry().interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.registry().keepMinutes()).isZero();
    }

    @Test
    void withoutFreshnessTheIntervalsAreTheDefaults() {
        JobConfig config = parse(MINIMAL, "freshness=none");

        assertThat(config).isEqualTo(parse(MINIMAL));
        assertThat(config.registry().interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.registry().keepMinutes()).isZero();
    }

    @Test
    void refusesIntervalsThatCannotKeepTheFreshness() {
        assertThatThrownBy(() -> parse(MINIMAL + "freshness: 2s\ncheckpoint: {interval: 2s}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("checkpoint.interval and registry.interval must be less than freshness, 2s, but were 2s and"
                        + " 0s; leave them out, or freshness (in job.yaml)");
        assertThatThrownBy(() -> parse(MINIMAL, "freshness=50ms")).hasMessageContaining("freshness must be >= ");
        assertThatThrownBy(() -> parse(MINIMAL, "freshness=soon"))
                .hasMessageContaining("freshness must be a duration such as 500ms, 10s, 5m or 2h but was soon");
    }

    @Test
    void keepsNoAsAClassName() {
        assertThat(parse(MINIMAL).label().classes()).containsExactly("NO", "YES");
    }

    @Test
    void readsBackWhatItPrints() {
        JobConfig config = parse(MINIMAL, "micro-batch.max-wait=250ms", "model.gradient-clip=1.5", "r-drop.alpha=0.5");

        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
        assertThat(JobConfigs.with(config, List.of())).isEqualTo(config);
    }

    @Test
    void noneIsAnAbsentValueOnlyWhereAValueMayBeAbsent() {
        JobConfig config = parse("features: [{name: none}]\nlabel: {column: none, classes: [none, some]}");

        assertThat(config.features().get(0).name()).isEqualTo("none");
        assertThat(config.label().column()).isEqualTo("none");
        assertThat(config.label().classes()).containsExactly("none", "some");
        assertThat(config.topics().reports()).isNull();
    }

    @Test
    void everyOptimiserHasItsOwnStepSize() {
        assertThat(parse(MINIMAL).model().updater().stepSize()).isEqualTo(0.03);
        assertThat(parse(MINIMAL, "model.updater.type=adam").model().updater().stepSize())
                .isEqualTo(0.001);
        assertThat(parse(MINIMAL, "model.updater.learning-rate=0.5")
                        .model()
                        .updater()
                        .stepSize())
                .isEqualTo(0.5);
    }

    @Test
    void refusesAnUnknownKeyWithTheNearestKnownOne() {
        assertThatThrownBy(() -> parse(MINIMAL + "r-drop: {alhpa: 1}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key r-drop.alhpa in job.yaml")
                .hasMessageContaining("did you mean r-drop.alpha");
    }

    @Test
    void namesValueKeyAndFileOfARefusedValue() {
        assertThatThrownBy(() -> parse(MINIMAL + "r-drop: {alpha: -1.0}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("alpha must be >= 0 but was -1")
                .hasMessageContaining("r-drop in job.yaml");
        assertThatThrownBy(() -> parse(MINIMAL + "micro-batch: {size: many}"))
                .hasMessageContaining("micro-batch.size must be a whole number but was many (in job.yaml)");
        assertThatThrownBy(() -> parse(MINIMAL + "micro-batch: {size: 3000000000}"))
                .hasMessageContaining("micro-batch.size must be a whole number but was 3000000000");
        assertThatThrownBy(() -> parse(MINIMAL + "checkpoint: {interval: soon}"))
                .hasMessageContaining("must be a duration such as");
    }

    @Test
    void refusesAlphaWithoutDropout() {
        assertThatThrownBy(() -> parse(MINIMAL, "model.dropout=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("KL divergence is always 0");
        assertThat(parse(MINIMAL, "model.dropout=0", "r-drop.alpha=0").rDrop().alpha())
                .isZero();
    }

    @Test
    void refusesATableWithoutColumns() {
        assertThatThrownBy(() -> parse("label: {classes: [a, b]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("features must name at least one column for task classification (in job.yaml)");
    }

    @Test
    void refusesRepeatedKeysAndBrokenYaml() {
        assertThatThrownBy(() -> parse(MINIMAL + "seed: 1\nseed: 2\n")).hasMessageContaining("not valid YAML");
        assertThatThrownBy(() -> parse("features: [")).hasMessageContaining("job.yaml is not valid YAML");
        assertThatThrownBy(() -> parse("- 1")).hasMessageContaining("must be a YAML section");
    }

    @Test
    void refusesTwoTopicsOfOneName() {
        assertThatThrownBy(() -> parse(MINIMAL, "topics.rejected=examples"))
                .hasMessageContaining("must be different topics");
    }

    @Test
    void theScoringJobWritesToNoTopicOfTheTrainingJob() {
        assertThatThrownBy(() -> parse(MINIMAL, "scoring.predictions=models"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "scoring.predictions, scoring.rejected and scoring.shadows must not be topics of `topics` but models is");
        assertThatThrownBy(() -> parse(MINIMAL, "scoring.predictions=records"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be different topics but were records, records, records.rejected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scoring.shadow=[0]|shadow must name versions, from 1, and models but was [0] with `0`",
                "scoring.shadow=[3, '']|shadow must name versions, from 1, and models",
                "scoring.shadow=[3, 3]|shadow must name each once but was [3, 3]",
                "scoring.shadow=[1, 2, 3, 4, 5, 6, 7, 8, 9]|shadow must name at most 8 but names 9",
                "scoring.shadow=[9999999999999999999]|shadow must name versions, from 1, and models",
                "scoring.canary.version=0|version must be at least 1 but was 0",
                "scoring.canary.share=0.0|share must be above 0 and at most 1 but was 0.0",
                "scoring.canary.share=1.5|share must be above 0 and at most 1 but was 1.5",
                "scoring={inline: true, shadow: [1]}|shadow and canary need versions of the registry",
                "scoring={inline: true, canary: {version: 1}}|shadow and canary need versions of the registry",
                "scoring={watch: 1000, kl-sample: 1.5}|kl-sample must be between 0 and 1 but was 1.5",
                "scoring={kl-sample: 0.1}|kl-sample is a share of the records that are watched: set watch, too",
                "scoring={inline: true, watch: 1000, kl-sample: 0.1}|watch is of a scoring job",
                "scoring={inline: true, topic: examples}|scoring.topic must be another than topics.examples",
            })
    void saysWhatIsWrongWithShadowsCanariesAndInlineScoring(String setting, String message) {
        assertThatThrownBy(() -> parse(MINIMAL, setting))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aJobIsSteeredOrAnswers() {
        assertThatThrownBy(() -> parse(MINIMAL, "scoring.inline=true", "topics.control=commands"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("scoring.inline and topics.control cannot be had in one job");
    }

    @Test
    void keepsDotsInKafkaProperties() {
        JobConfig config = parse(MINIMAL, "kafka.properties.security.protocol=SASL_SSL");

        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void neverPrintsSecrets() {
        JobConfig config = parse(
                MINIMAL,
                "kafka.properties.sasl.jaas.config=login password=hunter2;",
                "kafka.properties.ssl.keystore.password=hunter2",
                "kafka.properties.client.id=me");

        assertThat(JobConfigs.print(config)).doesNotContain("hunter2").contains("***", "client.id: me");
        assertThat(JobConfigs.toYaml(config)).contains("hunter2");
    }

    @Test
    void hasNoObjectTags() {
        assertThatThrownBy(() -> parse(MINIMAL + "name: !!javax.script.ScriptEngineManager [x]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("job.yaml is not valid YAML")
                .hasMessageContaining("javax.script.ScriptEngineManager");
        assertThatThrownBy(() -> parse(MINIMAL, "name=!!java.io.File [/tmp]")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> parse(MINIMAL + "? !!java.util.Date {} : 1")).isInstanceOf(ConfigException.class);
    }

    @Test
    void hashesWhatDecidesTheBytesAndNothingElse() {
        String hash = JobConfigs.trainingHash(parse(MINIMAL));

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(JobConfigs.trainingHash(parse(MINIMAL, "registry.directory=/elsewhere", "parallelism=4")))
                .isEqualTo(hash);
        assertThat(JobConfigs.trainingHash(parse(MINIMAL, "r-drop.alpha=2"))).isNotEqualTo(hash);
        assertThat(JobConfigs.trainingHash(parse(MINIMAL, "seed=7"))).isNotEqualTo(hash);
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> JobConfigs.load(Path.of("absent.yaml"), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such configuration file: absent.yaml");
    }

    @Test
    void refusesAnOverrideThatIsNone() {
        assertThatThrownBy(() -> parse(MINIMAL, "alpha")).hasMessageContaining("--set must be key=value but was alpha");
    }
}

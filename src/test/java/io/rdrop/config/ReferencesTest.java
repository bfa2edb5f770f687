package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final String MINIMAL = "features: [{name: price}]\nlabel: {classes: [a, b]}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private static JobConfig parse(String... overrides) {
        return JobConfigs.parse(MINIMAL, "job.yaml", List.of(overrides));
    }

    @Test
    void looksUpVariablesAndFilesAndLeavesTheRest() throws IOException {
        Path file = Files.writeString(folder.resolve("a:b"), "first\nsecond\r\n\n");

        assertThat(References.resolve("<${env:PATH}|${file:" + file + "}>", "k"))
                .isEqualTo("<" + System.getenv("PATH") + "|first\nsecond>");
        assertThat(References.resolve("$${env:PATH} $$ $ {} $PATH", "k")).isEqualTo("${env:PATH} $$ $ {} $PATH");
    }

    @Test
    void whatWasLookedUpIsNotLookedUpAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("nested"), "${env:PATH} and $${x");

        assertThat(References.resolve("${file:" + file + "}", "k")).isEqualTo("${env:PATH} and $${x");
    }

    @Test
    void namesKeyAndPlaceOfWhatIsNotThere() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> JobConfigs.resolved(parse("registry.directory='/models/${env:RDROP_NOT_SET}'")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("registry.directory refers to the environment variable RDROP_NOT_SET")
                .hasMessageContaining("${env:RDROP_NOT_SET}");
        assertThatThrownBy(() -> JobConfigs.resolved(parse("topics.examples='${file:" + absent + "}'")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topics.examples refers to the file " + absent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${env}", "${:x}", "${env:}", "${envs:X}", "${env:X", "${vault:a:b}", "${}"})
    void refusesWhatIsNoReference(String text) {
        assertThatThrownBy(() -> parse("registry.directory='" + text + "'"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("registry.directory in job.yaml and --set")
                .hasMessageContaining("${env:NAME} and ${file:PATH}");
        assertThatThrownBy(() -> parse("kafka.properties.client.id='" + text + "'"))
                .hasMessageContaining("kafka.properties.client.id in job.yaml and --set");
    }

    @Test
    void leavesKafkasOwnReferencesToKafkasOwnProviders() {
        JobConfig config =
                parse("kafka.properties.config.providers=vault", "kafka.properties.client.id='${vault:path:key}'");

        assertThat(config.kafka().properties()).containsEntry("client.id", "${vault:path:key}");
    }

    @Test
    void columnsAndClassesOfAStrangersFileAreNoReferences() {
        JobConfig config = JobConfigs.parse(
                "features: [{name: '${file:/etc/passwd}'}]\nlabel: {classes: ['${env:PATH}', '${x']}",
                "job.yaml",
                List.of());

        assertThat(JobConfigs.resolved(config)).isSameAs(config);
    }

    @Test
    void whatIsPrintedHashedAndStoredIsTheReference() {
        JobConfig config = parse(
                "registry.directory='/models/${env:PATH}'",
                "model.type=dl4j",
                "model.file='${env:PATH}'",
                "kafka.properties.ssl.key.password='${env:PATH}'",
                "kafka.properties.sasl.jaas.config='login username=\"me\" password=\"${env:PATH}\";'");

        for (String shown :
                List.of(JobConfigs.print(config), JobConfigs.toYaml(config), JobConfigs.trainingYaml(config))) {
            assertThat(shown).contains("${env:PATH}").doesNotContain(System.getenv("PATH"));
        }
        assertThat(JobConfigs.print(config))
                .contains("ssl.key.password: ${env:PATH}")
                .contains("***${env:PATH}***")
                .doesNotContain("login username");
        assertThat(JobConfigs.parse(JobConfigs.toYaml(config), "shipped", List.of()))
                .isEqualTo(config);
        JobConfig resolved = JobConfigs.resolved(config);
        assertThat(resolved.registry().directory()).isEqualTo("/models/" + System.getenv("PATH"));
        assertThat(resolved.model().file()).isEqualTo(System.getenv("PATH"));
        assertThat(resolved.kafka()).isEqualTo(config.kafka());
    }

    @Test
    void aDollarInASecretIsShownAsLittleAsTheRest() {
        JobConfig config = parse(
                "kafka.properties.ssl.key.password='hunter2$${'",
                "kafka.properties.ssl.truststore.certificates=PEM-hunter2");

        assertThat(JobConfigs.print(config)).doesNotContain("hunter2").contains("ssl.key.password: '***'");
        assertThat(References.masked("hunter${")).isEqualTo("***");
    }
}

package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that is refused is named in logs of clusters: the message says where, not what stood there. */
class SecretsInMessagesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka: {properties: {sasl: {jaas: {config: hunter2}}}}",
                "kafka: {properties: {ssl.key.password: [hunter2]}}",
                "kafka: {properties: hunter2}",
                "kafka: {properties: {ssl.key.password: \"hunter2}}",
                "kafka: {properties: {ssl.key.password: 'a', ssl.key.password: hunter2}}",
                "kafka:\n  properties:\n    ssl.key.password: @hunter2",
                "kafka: {properties: {ssl.key.password: !!java.net.URL [hunter2]}}",
                "hunter2",
                "[hunter2]",
            })
    void doesNotShowTheSecret(String yaml) {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> JobConfigs.parse(yaml, "job.yaml", List.of("label.classes=[a, b]")));

        assertThat(e).as(yaml).isNotNull().hasMessageContaining("job.yaml").hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.properties.ssl.key.password='hunter2",
                "kafka.properties.ssl.key.password={hunter2: 1}",
                "=hunter2",
                "name.properties=hunter2",
            })
    void norThatOfAnOverride(String override) {
        ConfigException e = catchThrowableOfType(
                ConfigException.class,
                () -> JobConfigs.parse(
                        "name: x\nfeatures: [{name: price}]\nlabel: {classes: [a, b]}", "job.yaml", List.of(override)));

        assertThat(e).as(override).isNotNull().hasMessageNotContaining("hunter2");
    }
}

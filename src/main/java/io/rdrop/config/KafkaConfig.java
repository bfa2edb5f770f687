package io.rdrop.config;

import java.util.Map;

/** The connection to Kafka. */
public record KafkaConfig(
        @Setting(value = "Bootstrap servers, `host:port`, comma separated.", byDefault = "localhost:9092")
        String bootstrap,

        @Setting(
                value = "Passed as they are to every Kafka client (security, time-outs).",
                byDefault = "{}",
                secrets = true)
        Map<String, String> properties) {
    public KafkaConfig {
        properties = Map.copyOf(properties);
        if (bootstrap.isBlank()) {
            throw new ConfigException("bootstrap must not be blank");
        }
    }
}

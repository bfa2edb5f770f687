package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.References;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * Properties of Kafka clients. References in them are left to the clients, which look them up with {@link
 * ReferenceProvider} when they are made: what Flink ships to other processes holds no secret.
 */
public final class KafkaClients {
    private static final String KEY = "kafka.properties.";

    private KafkaClients() {}

    /** Properties of any client of the configured Kafka; they can be sent. */
    public static Map<String, Object> properties(JobConfig config) {
        return properties(config.kafka().bootstrap(), config.kafka().properties());
    }

    /**
     * Properties of any client of a Kafka.
     *
     * @param bootstrap wins over what the properties say
     * @param configured may have references
     * @throws ConfigException if a value is one that was hidden when a configuration was printed
     */
    public static Map<String, Object> properties(String bootstrap, Map<String, String> configured) {
        Map<String, Object> properties = new HashMap<>();
        boolean others = configured.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG);
        configured.forEach((key, value) -> {
            if (References.isMasked(value)) {
                throw new ConfigException(KEY + key + " is a printed value, in which secrets are shown as ***:"
                        + " put the secret back, or a reference such as ${env:NAME}");
            }
            properties.put(key, others ? value : ReferenceProvider.placeholders(value, KEY + key));
        });
        properties.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                others ? bootstrap : ReferenceProvider.placeholders(bootstrap, "kafka.bootstrap"));
        // With config.providers among them, the user's own providers see to all references.
        if (!others && properties.values().stream().anyMatch(ReferenceProvider::isNeeded)) {
            properties.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG, ReferenceProvider.NAME);
            properties.put(
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + ReferenceProvider.NAME + ".class",
                    ReferenceProvider.class.getName());
        }
        return properties;
    }
}

package io.rdrop.job;

import io.rdrop.config.References;
import io.rdrop.config.References.Kind;
import io.rdrop.config.References.Reference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Looks up references inside of Kafka clients (KIP-297), in the process that makes the client. A reference of the
 * configuration becomes the placeholder <code>${rdrop:KIND CONFIGURATION-KEY:NAME}</code>.
 */
public final class ReferenceProvider implements ConfigProvider {
    static final String NAME = "rdrop";

    private static final String MARK = "${" + NAME + ":";

    /** A value with Kafka's placeholders in place of our references. */
    static String placeholders(String value, String key) {
        return References.replace(
                value, key, reference -> MARK + reference.prefix() + " " + key + ":" + reference.name() + "}");
    }

    static boolean isNeeded(Object value) {
        return String.valueOf(value).contains(MARK);
    }

    @Override
    public ConfigData get(String path) {
        return new ConfigData(Map.of());
    }

    /** @param path kind and configuration key, see {@link #placeholders} */
    @Override
    public ConfigData get(String path, Set<String> names) {
        String[] kindAndKey = path.split(" ", 2);
        Kind kind = Kind.valueOf(kindAndKey[0].toUpperCase(Locale.ROOT));
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            values.put(name, References.lookUp(new Reference(kind, name), kindAndKey[kindAndKey.length - 1]));
        }
        return new ConfigData(values);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // it needs nothing
    }

    @Override
    public void close() {
        // it holds nothing
    }
}

package io.rdrop.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration records back to a tree, in declaration order and with every default filled in. */
final class ConfigPrinter {
    private static final Pattern SECRET =
            Pattern.compile("passw|passphrase|secret|jaas|token|credential|certificate|\\bkey\\b|keystore\\.key");

    private ConfigPrinter() {}

    /** @param showSecrets false writes {@code ***} for values whose keys look like secrets, but not for references */
    static Map<String, Object> tree(Record record, boolean showSecrets) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(component, record);
            boolean mask = !showSecrets && ConfigBinder.setting(component).secrets();
            tree.put(ConfigBinder.key(component), node(value, showSecrets, mask));
        }
        return tree;
    }

    private static Object node(@Nullable Object value, boolean showSecrets, boolean mask) {
        if (value == null) {
            return ConfigBinder.NONE;
        }
        if (value instanceof Record nested) {
            return tree(nested, showSecrets);
        }
        if (value instanceof List<?> list) {
            List<Object> nodes = new ArrayList<>();
            list.forEach(element -> nodes.add(node(element, showSecrets, false)));
            return nodes;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> nodes = new LinkedHashMap<>();
            map.entrySet().stream()
                    .sorted((a, b) -> String.valueOf(a.getKey()).compareTo(String.valueOf(b.getKey())))
                    .forEach(entry -> nodes.put(
                            String.valueOf(entry.getKey()),
                            mask && isSecret(String.valueOf(entry.getKey()))
                                    ? References.masked(String.valueOf(entry.getValue()))
                                    : String.valueOf(entry.getValue())));
            return nodes;
        }
        if (value instanceof Enum<?> constant) {
            return ConfigBinder.kebab(constant.name());
        }
        return value instanceof Duration duration ? Durations.print(duration) : value;
    }

    /** Whether a key of Kafka clients looks like one that holds a secret. */
    static boolean isSecret(String key) {
        return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.rdrop.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which settings of a training run are not the defaults. */
final class ChangedSettings {
    private ChangedSettings() {}

    /** @param training the training sections as a tree; left out of the answer: what equals its default */
    static Map<String, Object> of(Map<String, Object> training) {
        Map<String, Object> changed = new LinkedHashMap<>();
        for (RecordComponent component : JobConfig.class.getRecordComponents()) {
            String key = ConfigBinder.key(component);
            Object value = training.get(key);
            if (value != null) {
                put(changed, key, value, defaultOf(component));
            }
        }
        return changed;
    }

    private static @Nullable Object defaultOf(RecordComponent component) {
        return component.getType().isRecord()
                ? ConfigPrinter.tree(
                        new ConfigBinder("the defaults")
                                .bind(component.getType().asSubclass(Record.class), Map.of()),
                        false)
                : Yaml.scalarOrFlow(ConfigBinder.setting(component).byDefault());
    }

    private static void put(Map<String, Object> changed, String key, Object value, @Nullable Object byDefault) {
        if (value instanceof Map<?, ?> section && byDefault instanceof Map<?, ?> defaults) {
            Map<String, Object> inside = new LinkedHashMap<>();
            section.forEach((name, each) -> put(inside, String.valueOf(name), each, defaults.get(name)));
            if (!inside.isEmpty()) {
                changed.put(key, inside);
            }
        } else if (!String.valueOf(value).equals(String.valueOf(byDefault))) {
            changed.put(key, value);
        }
    }
}

package io.rdrop.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Every text of a configuration's tree. */
final class ConfigTexts {
    private ConfigTexts() {}

    /** The same tree with other texts, which the function makes of each text and its path. */
    static Object map(Object node, String path, BiFunction<String, String, String> other) {
        if (node instanceof String text) {
            return References.isIn(text) ? other.apply(text, path) : text;
        }
        if (node instanceof Map<?, ?> section) {
            Map<String, Object> mapped = new LinkedHashMap<>();
            section.forEach((key, value) -> mapped.put(String.valueOf(key), map(value, path + "." + key, other)));
            return mapped;
        }
        if (node instanceof List<?> list) {
            List<Object> mapped = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                mapped.add(map(list.get(i), path + "[" + i + "]", other));
            }
            return mapped;
        }
        return node;
    }
}

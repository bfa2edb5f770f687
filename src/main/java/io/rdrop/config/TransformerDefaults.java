package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What translation and summarization learn by where nothing else is said (docs/translation.md has what it reaches). */
final class TransformerDefaults {
    private static final double LEARNING_RATE = 0.001;

    private TransformerDefaults() {}

    /** Writes it down where a configuration of such a task leaves it open. */
    static void choose(Map<String, Object> tree) {
        @Nullable Object task = tree.get("task");
        if (!ConfigBinder.kebab(TaskType.TRANSLATION.name()).equals(task)
                && !ConfigBinder.kebab(TaskType.SUMMARIZATION.name()).equals(task)) {
            return;
        }
        Map<String, Object> updater = section(section(tree, "model"), "updater");
        if (!updater.containsKey("type")) {
            updater.put("type", ConfigBinder.kebab(UpdaterType.ADAM.name()));
            updater.putIfAbsent("learning-rate", LEARNING_RATE);
        }
    }

    /** A section, made if there is none; what is no section is refused elsewhere. */
    @SuppressWarnings("unchecked") // every nested map was made a Map<String, Object>
    private static Map<String, Object> section(Map<String, Object> tree, String key) {
        return tree.computeIfAbsent(key, absent -> new LinkedHashMap<String, Object>()) instanceof Map<?, ?> found
                ? (Map<String, Object>) found
                : new LinkedHashMap<>();
    }
}

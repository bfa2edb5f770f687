package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Transformers learn by where nothing else is said (docs/translation.md, docs/text.md, docs/images.md and
 * docs/tagging.md have what they reach).
 */
final class TransformerDefaults {
    private static final double LEARNING_RATE = 0.001;
    private static final int ENCODER_WIDTH = 64;
    private static final int KEPT = 10_000;
    private static final int UPDATES = 4;
    // of language models
    private static final double LEARNING_RATE_OF_BYTES = 0.003;
    /** Gradients of single windows are noisy, and change soon. */
    private static final double BETA_2_OF_BYTES = 0.99;

    private static final int WINDOW = 128;
    private static final int REPLAYS = 3;
    private static final int UNITS = 256;

    private TransformerDefaults() {}

    /** Writes it down where a configuration of such a task leaves it open. */
    static void choose(Map<String, Object> tree) {
        @Nullable Object task = tree.get("task");
        boolean isEncoder =
                tree.get("model") instanceof Map<?, ?> model && isNamed(ModelType.TRANSFORMER, model.get("type"));
        boolean isOnWindows = isOnWindows(tree);
        if (isOnWindows) {
            chooseWindows(tree);
        }
        if (isEncoder) {
            chooseEncoder(tree, task);
        }
        if (isOnWindows) {
            Map<String, Object> updater = section(section(tree, "model"), "updater");
            if (!updater.containsKey("type")) {
                updater.putIfAbsent("beta2", BETA_2_OF_BYTES);
            }
            chooseUpdater(tree, LEARNING_RATE_OF_BYTES);
        } else if (isEncoder || isNamed(TaskType.TRANSLATION, task) || isNamed(TaskType.SUMMARIZATION, task)) {
            chooseUpdater(tree, LEARNING_RATE);
        }
    }

    /** Its engine, no dense layers between its features and the classes, and replay of what it saw. */
    private static void chooseEncoder(Map<String, Object> tree, @Nullable Object task) {
        Map<String, Object> model = section(tree, "model");
        model.putIfAbsent("engine", ConfigBinder.kebab(ModelEngine.TORCH.name()));
        model.putIfAbsent("hidden", List.of());
        if (isNamed(TaskType.TEXT_CLASSIFICATION, task)) {
            section(tree, "text").putIfAbsent("representation", ConfigBinder.kebab(TextRepresentation.SEQUENCE.name()));
        }
        if (isNamed(TaskType.TEXT_CLASSIFICATION, task) || isNamed(TaskType.IMAGE_CLASSIFICATION, task)) {
            section(tree, "transformer").putIfAbsent("width", ENCODER_WIDTH);
            Map<String, Object> replay = section(tree, "replay");
            if (replay.isEmpty()) {
                replay.put("type", ConfigBinder.kebab(ReplayType.RESERVOIR.name()));
                replay.put("capacity", KEPT);
                replay.put("updates-per-batch", UPDATES);
            }
        }
    }

    /** Whether it names a network of libtorch for a language model. */
    static boolean isOnWindows(Map<String, Object> tree) {
        return isNamed(TaskType.LANGUAGE_MODEL, tree.get("task"))
                && tree.get("model") instanceof Map<?, ?> model
                && (isNamed(ModelType.TRANSFORMER, model.get("type")) || isNamed(ModelType.LSTM, model.get("type")));
    }

    /** In one pass over a text a network does best without dropout; who sets one gets R-Drop as everywhere. */
    private static void chooseWindows(Map<String, Object> tree) {
        Map<String, Object> model = section(tree, "model");
        Map<String, Object> rDrop = section(tree, "r-drop");
        if (!model.containsKey("dropout") && rDrop.isEmpty()) {
            model.put("dropout", 0);
            rDrop.put("alpha", 0);
            rDrop.put("passes", 1);
        }
        model.putIfAbsent("engine", ConfigBinder.kebab(ModelEngine.TORCH.name()));
        model.putIfAbsent("hidden", List.of());
        if (isNamed(ModelType.LSTM, model.get("type"))) {
            model.putIfAbsent("recurrent-units", UNITS);
        }
        section(tree, "sequence").putIfAbsent("max-length", WINDOW);
        section(tree, "transformer").putIfAbsent("replays", REPLAYS);
    }

    private static boolean isNamed(Enum<?> constant, @Nullable Object name) {
        return ConfigBinder.kebab(constant.name()).equals(name);
    }

    private static void chooseUpdater(Map<String, Object> tree, double rate) {
        Map<String, Object> updater = section(section(tree, "model"), "updater");
        if (!updater.containsKey("type")) {
            updater.put("type", ConfigBinder.kebab(UpdaterType.ADAM.name()));
            updater.putIfAbsent("learning-rate", rate);
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

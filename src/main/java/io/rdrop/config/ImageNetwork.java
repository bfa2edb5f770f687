package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network of images for whoever names none: two convolutions and nothing dense between them and the classes, and
 * replay that is more in the beginning and moves images (docs/images.md has what it reaches).
 */
final class ImageNetwork {
    /** Of images that are kept to be trained on again. */
    private static final long MOST_BYTES = 8L << 20;

    private static final int MOST_IMAGES = 10_000;
    private static final int LEAST_IMAGES = 100;

    private ImageNetwork() {}

    /** Writes it down where images are learned on the CPU, and the configuration leaves the network open. */
    static void choose(Map<String, Object> tree) {
        boolean isOfImages =
                ConfigBinder.kebab(TaskType.IMAGE_CLASSIFICATION.name()).equals(tree.get("task"));
        boolean isOnGpu = tree.get("device") instanceof String device
                && !device.equals(ConfigBinder.kebab(DeviceChoice.CPU.name()));
        if (!isOfImages || isOnGpu) {
            return;
        }
        tree.put(
                "model",
                section(
                        "kernel", 3,
                        "filters", List.of(8, 32),
                        "hidden", List.of(),
                        "dropout", 0.3,
                        "updater", section("type", "adam", "learning-rate", 0.002)));
        tree.put("r-drop", section("alpha", 2.0));
        tree.put(
                "replay",
                section(
                        "type", "reservoir",
                        "capacity", capacity(tree.get("image")),
                        "updates-per-batch", 2,
                        "early", 16_000,
                        "shift", 2));
    }

    private static int capacity(@Nullable Object image) {
        if (!(image instanceof Map<?, ?> sizes)) {
            return MOST_IMAGES;
        }
        long bytes = number(sizes.get("height")) * number(sizes.get("width")) * number(sizes.get("channels"));
        return (int) Math.max(LEAST_IMAGES, Math.min(MOST_IMAGES, MOST_BYTES / bytes));
    }

    /** What is no number here is refused elsewhere. */
    private static long number(@Nullable Object value) {
        return value instanceof Number number ? Math.max(1, number.longValue()) : 1;
    }

    private static Map<String, Object> section(Object... keysAndValues) {
        Map<String, Object> section = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            section.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return section;
    }
}

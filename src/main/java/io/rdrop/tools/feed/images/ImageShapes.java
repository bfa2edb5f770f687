package io.rdrop.tools.feed.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sizes of images in JSON: which arrays are images, and which of them are as large as the first. */
final class ImageShapes {
    private static final int MAX_DEPTH = 3;

    private int pixels;
    private long fitting;
    private List<Integer> nested = List.of();

    /** Whether it is an image as large as the first one, which this may be. */
    boolean fits(JsonNode features) {
        List<Integer> sizes = sizes(features, MAX_DEPTH);
        int count = sizes == null
                ? 0
                : (int) sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (sizes == null || count == 0 || (fitting > 0 && count != pixels)) {
            return false;
        }
        if (sizes.size() > 1) {
            List<Integer> whole = sizes.size() == 2 ? List.of(1, sizes.get(0), sizes.get(1)) : sizes;
            if (!nested.isEmpty() && !nested.equals(whole)) {
                return false;
            }
            nested = whole;
        }
        pixels = count;
        fitting++;
        return true;
    }

    /** Images as large as the first. */
    long fitting() {
        return fitting;
    }

    /** Numbers per image; 0 if there is none. */
    int pixels() {
        return pixels;
    }

    /** Their size; null if all are flat. */
    @Nullable
    ImageConfig size() {
        if (nested.isEmpty()) {
            return null;
        }
        try {
            return new ImageConfig(nested.get(1), nested.get(2), nested.get(0));
        } catch (ConfigException e) {
            throw new ConfigException(
                    "images of [channels, height, width] " + nested + " cannot be learned from: " + e.getMessage());
        }
    }

    /** The size of each level, outermost first; null unless it is an array, not ragged, of pixels. */
    private static @Nullable List<Integer> sizes(JsonNode array, int depth) {
        if (!array.isArray() || depth == 0) {
            return null;
        }
        List<Integer> inner = null;
        for (JsonNode element : array) {
            List<Integer> sizes = isPixel(element) ? List.of() : sizes(element, depth - 1);
            if (sizes == null || (inner != null && !inner.equals(sizes))) {
                return null;
            }
            inner = sizes;
        }
        List<Integer> sizes = new ArrayList<>(List.of(array.size()));
        sizes.addAll(inner == null ? List.of() : inner);
        return sizes;
    }

    private static boolean isPixel(JsonNode node) {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        return value >= 0 && value <= 255 && value == Math.rint(value);
    }
}

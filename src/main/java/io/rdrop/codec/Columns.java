package io.rdrop.codec;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured columns: by name, by position, and where each one's value goes in an example. */
final class Columns {
    private final List<FeatureConfig> features;
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final SerializableString[] keys;
    private final boolean[] numeric;
    private final int[] slots;
    private final int numericCount;

    Columns(List<FeatureConfig> features) {
        this.features = List.copyOf(features);
        slots = new int[features.size()];
        keys = new SerializableString[slots.length];
        numeric = new boolean[slots.length];
        int numbers = 0;
        int categories = 0;
        for (int i = 0; i < slots.length; i++) {
            keys[i] = new SerializedString(features.get(i).name());
            indexByName.put(features.get(i).name(), i);
            numeric[i] = features.get(i).type() == FeatureType.NUMERIC;
            slots[i] = numeric[i] ? numbers++ : categories++;
        }
        numericCount = numbers;
    }

    int size() {
        return slots.length;
    }

    int numericCount() {
        return numericCount;
    }

    int categoricalCount() {
        return slots.length - numericCount;
    }

    @Nullable
    Integer index(String name) {
        return indexByName.get(name);
    }

    /** A column's name as a JSON key, made ready for comparing bytes. */
    SerializableString key(int column) {
        return keys[column];
    }

    String name(int column) {
        return features.get(column).name();
    }

    boolean isNumeric(int column) {
        return numeric[column];
    }

    /** The column that is the numeric one of an index among these. */
    int ofNumber(int slot) {
        int column = 0;
        while (!isNumeric(column) || slots[column] != slot) {
            column++;
        }
        return column;
    }

    /** Index of a column among the columns of its own type. */
    int slot(int column) {
        return slots[column];
    }
}

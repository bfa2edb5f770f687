package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.tensor.SparseRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A category: a one-hot slot for each of the first values observed, in order of appearance, and hash buckets for all
 * others ({@link StableHash}). A value that is in no slot yet, because it is new, or slots or bytes are used up, lights
 * its bucket. A missing value lights nothing.
 */
final class CategoricalColumn implements ColumnEncoder {
    private final String name;
    /** Which of the row's categories. */
    private final int index;

    private final int slots;
    private final int buckets;
    /** Category to slot, in order of appearance; at most {@link #slots}. */
    private final Map<String, Integer> dictionary = new LinkedHashMap<>();

    private final DictionaryBytes bytes;

    /** @param bytes of all columns */
    CategoricalColumn(String name, int index, EncodingConfig config, DictionaryBytes bytes) {
        this.name = name;
        this.index = index;
        this.slots = config.oneHotCategories();
        this.buckets = config.hashBuckets();
        this.bytes = bytes;
    }

    @Override
    public int width() {
        return Math.addExact(slots, buckets);
    }

    @Override
    public void encode(TableFeatures row, float[] inputs, int at) {
        Arrays.fill(inputs, at, at + width(), 0);
        String category = row.categories()[index];
        if (category != null) {
            inputs[at + place(category)] = 1;
        }
    }

    @Override
    public void encode(TableFeatures row, SparseRows into, int at) {
        String category = row.categories()[index];
        if (category != null) {
            into.add(at + place(category), 1);
        }
    }

    @Override
    public int most() {
        return 1;
    }

    /** The input that a row lights, 0-based; {@link TabularEncoder#NO_SLOT} for none. */
    int place(TableFeatures row) {
        String category = row.categories()[index];
        return category == null ? TabularEncoder.NO_SLOT : place(category);
    }

    private int place(String category) {
        Integer slot = dictionary.get(category);
        return slot != null ? slot : slots + StableHash.bucket(category, buckets);
    }

    @Override
    public @Nullable Outliers observe(TableFeatures row, SourcePosition position) {
        String category = row.categories()[index];
        if (category != null
                && dictionary.size() < slots
                && !dictionary.containsKey(category)
                && bytes.take(category)) {
            dictionary.put(category, dictionary.size());
        }
        return null;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(dictionary.size());
        for (String category : dictionary.keySet()) {
            StateText.write(category, out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > slots) {
            throw new IOException(
                    "encoder state is damaged: column " + name + " has " + size + " categories in " + slots + " slots");
        }
        dictionary.clear();
        for (int slot = 0; slot < size; slot++) {
            String category = StateText.read(in);
            bytes.restore(category);
            if (dictionary.put(category, slot) != null) {
                throw new IOException(
                        "encoder state is damaged: column " + name + " has category " + category + " twice");
            }
        }
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", name);
        description.put("type", "categorical");
        description.put("categories", List.copyOf(dictionary.keySet()));
        return description;
    }

    @Override
    public int vocabulary() {
        return dictionary.size();
    }

    String name() {
        return name;
    }
}

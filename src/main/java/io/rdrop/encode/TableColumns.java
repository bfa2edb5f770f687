package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.example.TableFeatures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table for learners that take them one by one: a number as (x - mean) / deviation, cut to [-clip, clip], by
 * {@link RobustMoments}; a category as the slot that it lights. What is missing, or an outlier, is 0 or lights no slot.
 */
public final class TableColumns {
    /** The slot of a missing category. */
    public static final int NO_SLOT = -1;

    private final List<String> numberNames = new ArrayList<>();
    private final List<RobustMoments> moments = new ArrayList<>();
    private final List<CategoricalColumn> categories = new ArrayList<>();
    private final double clip;
    private final int slotsPerCategory;

    public TableColumns(List<FeatureConfig> features, EncodingConfig config) {
        clip = config.clip();
        slotsPerCategory = Math.addExact(config.oneHotCategories(), config.hashBuckets());
        for (FeatureConfig feature : features) {
            if (feature.type() == FeatureType.NUMERIC) {
                numberNames.add(feature.name());
                moments.add(new RobustMoments());
            } else {
                categories.add(new CategoricalColumn(feature.name(), categories.size(), config));
            }
        }
    }

    /** Numeric columns. */
    public int numbers() {
        return moments.size();
    }

    /** Categorical columns. */
    public int categories() {
        return categories.size();
    }

    /** Slots of all categorical columns. */
    public int slots() {
        return Math.multiplyExact(categories.size(), slotsPerCategory);
    }

    /**
     * Encodes a row.
     *
     * @param numbers [numeric columns], float32, written
     * @param slots [categorical columns] 0..slots - 1, each column with slots of its own, or {@link #NO_SLOT}; written
     */
    public void encode(TableFeatures row, float[] numbers, int[] slots) {
        for (int i = 0; i < moments.size(); i++) {
            numbers[i] = isUsual(i, row.numbers()[i]) ? standardised(moments.get(i), row.numbers()[i]) : 0;
        }
        for (int i = 0; i < categories.size(); i++) {
            int place = categories.get(i).place(row);
            slots[i] = place == NO_SLOT ? NO_SLOT : i * slotsPerCategory + place;
        }
    }

    /** Whether a column's number is neither missing nor an outlier. */
    public boolean isUsual(int column, double value) {
        return !Double.isNaN(value) && !moments.get(column).isOutlier(value);
    }

    private float standardised(RobustMoments of, double value) {
        double distance = value - of.mean();
        if (of.count() < 2 || distance == 0) {
            return 0;
        }
        return (float) Math.max(-clip, Math.min(clip, distance / of.deviation()));
    }

    /** Updates the statistics. */
    public void observe(TableFeatures row) {
        for (int i = 0; i < moments.size(); i++) {
            if (!Double.isNaN(row.numbers()[i])) {
                moments.get(i).add(row.numbers()[i]);
            }
        }
        categories.forEach(column -> column.observe(row));
    }

    /** Writes the statistics. */
    public void save(DataOutput out) throws IOException {
        for (RobustMoments column : moments) {
            column.save(out);
        }
        for (CategoricalColumn column : categories) {
            column.save(out);
        }
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged
     */
    public void restore(DataInput in) throws IOException {
        for (int i = 0; i < moments.size(); i++) {
            moments.get(i).restore(in, numberNames.get(i));
        }
        for (CategoricalColumn column : categories) {
            column.restore(in);
        }
    }
}

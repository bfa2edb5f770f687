package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.tensor.SparseRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number, as (x - mean) / deviation cut to [-clip, clip], or as it is. NaN is a missing value, and so is an outlier
 * of the {@link RobustMoments}.
 *
 * <p>Before there are two observations no scale is known, and the input is 0. A column that was constant so far gives 0
 * for that constant and +-clip for anything else, the limit of a vanishing deviation. A missing value becomes the
 * running mean: 0 when standardised.
 */
final class NumericColumn implements ColumnEncoder {
    private final String name;
    /** Which of the row's numbers. */
    private final int index;

    private final boolean standardise;
    private final double clip;
    private final boolean missingIndicator;
    private final RobustMoments moments = new RobustMoments();

    NumericColumn(String name, int index, EncodingConfig config) {
        this.name = name;
        this.index = index;
        this.standardise = config.standardise();
        this.clip = config.clip();
        this.missingIndicator = config.missingIndicator();
    }

    @Override
    public int width() {
        return missingIndicator ? 2 : 1;
    }

    @Override
    public void encode(TableFeatures row, float[] inputs, int at) {
        boolean isMissing = isMissing(row);
        inputs[at] = input(row, isMissing);
        if (missingIndicator) {
            inputs[at + 1] = isMissing ? 1 : 0;
        }
    }

    @Override
    public void encode(TableFeatures row, SparseRows into, int at) {
        boolean isMissing = isMissing(row);
        float input = input(row, isMissing);
        if (input != 0) {
            into.add(at, input);
        }
        if (missingIndicator && isMissing) {
            into.add(at + 1, 1);
        }
    }

    @Override
    public int most() {
        return width();
    }

    /** The standardised number; the mean for one that {@link #isMissing}. */
    float input(TableFeatures row, boolean isMissing) {
        double known = isMissing ? moments.mean() : row.numbers()[index];
        return finite(standardise ? standardised(known) : known);
    }

    /** Whether it is absent, or an outlier. */
    boolean isMissing(TableFeatures row) {
        double value = row.numbers()[index];
        return Double.isNaN(value) || moments.isOutlier(value);
    }

    private double standardised(double value) {
        double distance = value - moments.mean();
        if (moments.count() < 2 || distance == 0) {
            return 0;
        }
        return Math.max(-clip, Math.min(clip, distance / moments.deviation()));
    }

    /** Float32 ends at 3.4e38; what lies beyond would become infinite. */
    private static float finite(double value) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }

    @Override
    public @Nullable Outliers observe(TableFeatures row, SourcePosition position) {
        double value = row.numbers()[index];
        boolean isOutlier = !Double.isNaN(value) && moments.add(value);
        return isOutlier ? new Outliers(name, 1, value, position) : null;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        moments.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        moments.restore(in, name);
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", name);
        description.put("type", "numeric");
        description.put("count", moments.count());
        description.put("mean", moments.mean());
        description.put("deviation", moments.deviation());
        description.put("outlier-distance", moments.outlierDistance());
        return description;
    }

    String name() {
        return name;
    }

    RobustMoments moments() {
        return moments;
    }
}

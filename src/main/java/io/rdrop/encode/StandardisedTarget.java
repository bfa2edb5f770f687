package io.rdrop.encode;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A number as (y - mean) / deviation of the targets so far; before two distinct ones are known the deviation is 1.
 * Outliers of the {@link RobustMoments} are no targets.
 */
public final class StandardisedTarget implements TargetEncoder {
    /** About where outliers begin, in deviations; of first targets, among which there are no outliers yet, a bound. */
    private static final double MOST = 1000;

    private final RobustMoments moments = new RobustMoments();

    @Override
    public double encode(double target) {
        if (moments.isOutlier(target)) {
            return Double.NaN;
        }
        return Math.max(-MOST, Math.min(MOST, (target - moments.mean()) / scale()));
    }

    @Override
    public boolean isOutlier(double target) {
        return moments.isOutlier(target);
    }

    @Override
    public void decode(float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            outputs[i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, decode(outputs[i])));
        }
    }

    /** Brings one number from the network's scale to that of the targets. */
    public double decode(double output) {
        return output * scale() + moments.mean();
    }

    /** Of the targets so far; 1 before two distinct ones are known. */
    public double scale() {
        double deviation = moments.count() < 2 ? 0 : moments.deviation();
        return deviation > 0 ? deviation : 1;
    }

    @Override
    public boolean observe(double target) {
        return !Double.isNaN(target) && moments.add(target);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        moments.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        moments.restore(in, "the target");
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("target", "(value - mean) / deviation");
        description.put("count", moments.count());
        description.put("mean", moments.mean());
        description.put("deviation", scale());
        return description;
    }

    /**
     * Encodes in a graph.
     *
     * @param targets float64, of any shape
     * @return the same as {@link #encode}, but 0 instead of NaN
     */
    public Value encode(Formula formula, Value targets) {
        Value distance = formula.minus(targets, formula.graph().scalar(moments.mean()));
        Value cut = formula.cut(
                formula.over(distance, formula.graph().scalar(scale())),
                formula.graph().scalar(-MOST),
                formula.graph().scalar(MOST));
        Value none = formula.graph().op("Or", formula.graph().op("IsNaN", targets), isOutlier(formula, targets));
        return formula.where(none, formula.graph().scalar(0.0), cut);
    }

    @Override
    public Value decode(Formula formula, Value outputs) {
        double most = Float.MAX_VALUE;
        Value decoded = decodeExactly(formula, formula.toDouble(outputs));
        return formula.toFloat(formula.cut(
                decoded, formula.graph().scalar(-most), formula.graph().scalar(most)));
    }

    /** {@link #decode(double)} in a graph: float64 of any shape. */
    public Value decodeExactly(Formula formula, Value outputs) {
        return formula.plus(
                formula.times(outputs, formula.graph().scalar(scale())),
                formula.graph().scalar(moments.mean()));
    }

    /** {@link #isOutlier(double)} in a graph: float64 of any shape to bool. */
    public Value isOutlier(Formula formula, Value targets) {
        double distance = moments.outlierDistance() > 0 ? moments.outlierDistance() : Double.POSITIVE_INFINITY;
        return formula.graph()
                .op(
                        "Greater",
                        formula.graph()
                                .op(
                                        "Abs",
                                        formula.minus(targets, formula.graph().scalar(moments.mean()))),
                        formula.graph().scalar(distance));
    }
}

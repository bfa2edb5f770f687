package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A number as (y - mean) / deviation of the targets so far; before two distinct ones are known the deviation is 1. */
public final class StandardisedTarget implements TargetEncoder {
    private final RunningMoments moments = new RunningMoments();

    @Override
    public double encode(double target) {
        return (target - moments.mean()) / scale();
    }

    @Override
    public void decode(float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            double value = outputs[i] * scale() + moments.mean();
            outputs[i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        }
    }

    private double scale() {
        double deviation = moments.count() < 2 ? 0 : moments.deviation();
        return deviation > 0 ? deviation : 1;
    }

    @Override
    public void observe(double target) {
        if (!Double.isNaN(target)) {
            moments.add(target);
        }
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
}

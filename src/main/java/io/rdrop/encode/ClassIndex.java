package io.rdrop.encode;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.Map;

/** Classes are what they are: an index, and probabilities. */
public final class ClassIndex implements TargetEncoder {
    @Override
    public double encode(double target) {
        return target;
    }

    @Override
    public void decode(float[] outputs, int count) {}

    @Override
    public boolean isOutlier(double target) {
        return false;
    }

    @Override
    public boolean observe(double target) {
        return false;
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void restore(DataInput in) {}

    @Override
    public Map<String, Object> describe() {
        return Map.of("target", "class index");
    }

    @Override
    public Value decode(Formula formula, Value outputs) {
        return outputs;
    }
}

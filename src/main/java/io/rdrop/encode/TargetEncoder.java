package io.rdrop.encode;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** Turns targets into what the network is trained towards, and its outputs back. Not thread-safe. */
public interface TargetEncoder {
    /** The target on the network's scale; NaN, and of an outlier NaN. */
    double encode(double target);

    /** Brings outputs from the network's scale to that of the targets, in place. */
    void decode(float[] outputs, int count);

    /** The same in a graph: float32, [rows, outputs] both. */
    Value decode(Formula formula, Value outputs);

    /**
     * Whether a target is too far away to be of the scale of those so far: it is neither scored nor trained towards.
     */
    boolean isOutlier(double target);

    /**
     * Updates the statistics; NaN is not observed.
     *
     * @return whether it was left out as an outlier
     */
    boolean observe(double target);

    /** Writes the statistics, exactly. */
    void save(DataOutput out) throws IOException;

    /** Restores what {@link #save} wrote. */
    void restore(DataInput in) throws IOException;

    /** Settings and statistics: enough to decode alike without this project. */
    Map<String, Object> describe();
}

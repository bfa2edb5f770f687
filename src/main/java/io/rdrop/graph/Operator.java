package io.rdrop.graph;

import io.rdrop.Public;
import java.util.List;
import java.util.Map;

/**
 * An operator of ONNX and what it works on.
 *
 * @param domain empty for ONNX's own, or {@link #TREES}
 * @param inputs names of values; empty for one that is left out
 * @param attributes Long, Float, String, long[], float[], String[] or {@link Graph}, in an order that stays
 */
@Public
public record Operator(
        String name,
        String domain,
        String type,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {
    /** Where the operators of classical machine learning are. */
    public static final String TREES = "ai.onnx.ml";
}

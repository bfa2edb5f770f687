package io.rdrop.graph;

import io.rdrop.Public;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decision trees whose leaves add up, as one operator. Nodes are numbered within their tree, its root being 0. */
@Public
public final class Trees {
    private final Longs trees = new Longs();
    private final Longs nodes = new Longs();
    private final Longs features = new Longs();
    private final Longs lower = new Longs();
    private final Longs upper = new Longs();
    private final Floats thresholds = new Floats();
    private final List<String> modes = new ArrayList<>();
    private final Longs leafTrees = new Longs();
    private final Longs leafNodes = new Longs();
    private final Longs targets = new Longs();
    private final Floats weights = new Floats();

    /** Where a row goes on. */
    public enum Branch {
        /** Below: value <= threshold. */
        UP_TO("BRANCH_LEQ"),
        /** Below: value < threshold. */
        UNDER("BRANCH_LT");

        private final String mode;

        Branch(String mode) {
            this.mode = mode;
        }
    }

    /** An inner node; NaN goes to the upper child. */
    public void branch(int tree, int node, Branch branch, int feature, float threshold, int below, int above) {
        node(tree, node, branch.mode, feature, threshold, below, above);
    }

    /** A leaf, with what it adds to each target. */
    public void leaf(int tree, int node, float[] adds) {
        node(tree, node, "LEAF", 0, 0, 0, 0);
        for (int target = 0; target < adds.length; target++) {
            leafTrees.add(tree);
            leafNodes.add(node);
            targets.add(target);
            weights.add(adds[target]);
        }
    }

    private void node(int tree, int node, String mode, int feature, float threshold, int below, int above) {
        trees.add(tree);
        nodes.add(node);
        modes.add(mode);
        features.add(feature);
        thresholds.add(threshold);
        lower.add(below);
        upper.add(above);
    }

    /**
     * The sum over the trees.
     *
     * @param rows [rows, features] float32
     * @return [rows, targets] float32
     */
    public Value sum(Graph graph, Value rows, int count) {
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put("aggregate_function", "SUM");
        attributes.put("post_transform", "NONE");
        attributes.put("n_targets", (long) count);
        attributes.put("nodes_treeids", trees.values());
        attributes.put("nodes_nodeids", nodes.values());
        attributes.put("nodes_featureids", features.values());
        attributes.put("nodes_modes", modes.toArray(String[]::new));
        attributes.put("nodes_values", thresholds.values());
        attributes.put("nodes_truenodeids", lower.values());
        attributes.put("nodes_falsenodeids", upper.values());
        attributes.put("target_treeids", leafTrees.values());
        attributes.put("target_nodeids", leafNodes.values());
        attributes.put("target_ids", targets.values());
        attributes.put("target_weights", weights.values());
        return graph.ops(Operator.TREES, "TreeEnsembleRegressor", 1, attributes, rows)
                .get(0);
    }

    private static final class Longs {
        private long[] values = new long[64];
        private int count;

        void add(long value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        long[] values() {
            return Arrays.copyOf(values, count);
        }
    }

    private static final class Floats {
        private float[] values = new float[64];
        private int count;

        void add(float value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        float[] values() {
            return Arrays.copyOf(values, count);
        }
    }
}

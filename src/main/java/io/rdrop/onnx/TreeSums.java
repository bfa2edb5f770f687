package io.rdrop.onnx;

import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.AttributeProto;

/** The sum over trees of what the leaves of a row say: {@code TreeEnsembleRegressor}. */
final class TreeSums {
    private TreeSums() {}

    private record Node(String mode, int feature, float threshold, long below, long above, double[] adds) {}

    static Array of(Map<String, AttributeProto> attributes, Array rows) {
        int targets = (int) given(attributes, "n_targets").getI();
        Map<Long, Map<Long, Node>> trees = new HashMap<>();
        AttributeProto ids = given(attributes, "nodes_treeids");
        for (int i = 0; i < ids.getIntsCount(); i++) {
            Node node = new Node(
                    given(attributes, "nodes_modes").getStrings(i).toStringUtf8(),
                    (int) given(attributes, "nodes_featureids").getInts(i),
                    given(attributes, "nodes_values").getFloats(i),
                    given(attributes, "nodes_truenodeids").getInts(i),
                    given(attributes, "nodes_falsenodeids").getInts(i),
                    new double[targets]);
            trees.computeIfAbsent(ids.getInts(i), absent -> new HashMap<>())
                    .put(given(attributes, "nodes_nodeids").getInts(i), node);
        }
        AttributeProto of = given(attributes, "target_treeids");
        for (int i = 0; i < of.getIntsCount(); i++) {
            Node node = node(
                    trees.getOrDefault(of.getInts(i), Map.of()),
                    given(attributes, "target_nodeids").getInts(i));
            node.adds[(int) given(attributes, "target_ids").getInts(i)] +=
                    given(attributes, "target_weights").getFloats(i);
        }
        int count = rows.dims()[0];
        int width = rows.dims()[1];
        Array sums = Array.room(Array.Type.FLOAT, count, targets);
        for (int row = 0; row < count; row++) {
            for (Map<Long, Node> tree : trees.values()) {
                Node node = leaf(tree, rows.numbers(), row * width);
                for (int t = 0; t < targets; t++) {
                    sums.numbers()[row * targets + t] += node.adds[t];
                }
            }
        }
        return Elementwise.map(sums, x -> x);
    }

    static AttributeProto given(Map<String, AttributeProto> attributes, String name) {
        AttributeProto attribute = attributes.get(name);
        if (attribute == null) {
            throw new IllegalArgumentException("has no attribute " + name);
        }
        return attribute;
    }

    private static Node node(Map<Long, Node> tree, long id) {
        Node node = tree.get(id);
        if (node == null) {
            throw new IllegalArgumentException("a tree has no node " + id);
        }
        return node;
    }

    private static Node leaf(Map<Long, Node> tree, double[] numbers, int from) {
        Node node = node(tree, 0);
        for (int depth = 0; !node.mode.equals("LEAF"); depth++) {
            if (depth > tree.size()) {
                throw new IllegalArgumentException("a tree has a circle");
            }
            double value = numbers[from + node.feature];
            boolean isBelow = node.mode.equals("BRANCH_LT") ? value < node.threshold : value <= node.threshold;
            node = node(tree, isBelow ? node.below : node.above);
        }
        return node;
    }
}

package io.rdrop.learn.companion;

import io.rdrop.graph.Trees;
import io.rdrop.graph.Trees.Branch;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.companion.SplitSearch.Split;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An incremental decision tree. Each leaf tests 32 features at random, and tries to split after every 120 of weight.
 * The leaves of a split begin with the class proportions of their part, with a weight of at most 6. At most 2000 nodes,
 * and leaves of 4 MiB.
 */
final class Tree {
    private static final int MOST_NODES = 2000;
    private static final int MOST_BYTES = 4 << 20;
    private static final int NODE_BYTES = 12;
    private static final int FEATURES_OF_A_LEAF = 32;
    private static final float GRACE = 120;
    private static final float MOST_INHERITED = 6;

    private final int features;
    private final int classes;
    private final long seed;
    private final SplitSearch splits;
    private final int mostNodes;
    private int nodes;
    private int[] feature = new int[16];
    private float[] threshold = new float[16];
    /** The left child; the right one is the next. */
    private int[] child = new int[16];
    /** Null at inner nodes. */
    private @Nullable Leaf[] leaves = new Leaf[16];
    /** Leaves that were ever made: each draws its features by its number. */
    private long made;

    Tree(int features, int classes, long seed, SplitSearch splits) {
        this.features = features;
        this.classes = classes;
        this.seed = seed;
        this.splits = splits;
        mostNodes = Math.min(MOST_NODES, 2 * (MOST_BYTES / Leaf.bytes(tested(), classes)));
        restart();
    }

    /** Begins anew. */
    void restart() {
        Arrays.fill(leaves, null);
        Arrays.fill(feature, 0);
        Arrays.fill(threshold, 0);
        Arrays.fill(child, 0);
        nodes = 1;
        leaves[0] = leaf();
    }

    /** About the bytes of its state. */
    long bytes() {
        return (nodes + 1L) / 2 * Leaf.bytes(tested(), classes) + (long) NODE_BYTES * nodes;
    }

    private int tested() {
        return Math.min(features, FEATURES_OF_A_LEAF);
    }

    private Leaf leaf() {
        int[] drawn = IntStream.range(0, features).toArray();
        int tested = tested();
        for (int i = 0; i < tested && tested < features; i++) {
            int at = i + CounterRandom.below(features - i, seed, made, i);
            int other = drawn[at];
            drawn[at] = drawn[i];
            drawn[i] = other;
        }
        made++;
        return new Leaf(Arrays.copyOf(drawn, tested), classes);
    }

    /** The node of the leaf of a row. */
    int route(FeatureRow row) {
        int node = 0;
        while (leaves[node] == null) {
            node = row.value(feature[node]) <= threshold[node] ? child[node] : child[node] + 1;
        }
        return node;
    }

    /** What is at a node that {@link #route} gave. */
    Leaf leaf(int node) {
        Leaf leaf = leaves[node];
        if (leaf == null) {
            throw new IllegalArgumentException("node " + node + " is no leaf");
        }
        return leaf;
    }

    /** Learns a row at its leaf, which may be split then. */
    void learn(FeatureRow row, int node, int label, float weight) {
        Leaf leaf = leaf(node);
        leaf.add(row, label, weight);
        if (leaf.untried >= GRACE && nodes + 2 <= mostNodes) {
            leaf.untried = 0;
            Split split = leaf.isPure() ? null : splits.of(leaf);
            if (split != null) {
                split(node, leaf, split);
            }
        }
    }

    private void split(int node, Leaf leaf, Split split) {
        grow();
        feature[node] = split.feature();
        threshold[node] = split.threshold();
        child[node] = nodes;
        leaves[node] = null;
        float[] right = new float[classes];
        for (int c = 0; c < classes; c++) {
            right[c] = Math.max(0, leaf.counts[c] - split.left()[c]);
        }
        for (float[] part : new float[][] {split.left(), right}) {
            Leaf made = leaf();
            float sum = 0;
            for (float count : part) {
                sum += count;
            }
            float scale = sum > MOST_INHERITED ? MOST_INHERITED / sum : 1;
            for (int c = 0; c < classes; c++) {
                made.counts[c] = Math.max(0, part[c]) * scale;
            }
            made.sum();
            leaves[nodes++] = made;
        }
    }

    private void grow() {
        if (nodes + 2 > child.length) {
            int capacity = 2 * child.length;
            feature = Arrays.copyOf(feature, capacity);
            threshold = Arrays.copyOf(threshold, capacity);
            child = Arrays.copyOf(child, capacity);
            leaves = Arrays.copyOf(leaves, capacity);
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(made);
        StateArrays.write(feature, nodes, out);
        StateArrays.write(threshold, nodes, out);
        StateArrays.write(child, nodes, out);
        for (int node = 0; node < nodes; node++) {
            Leaf leaf = leaves[node];
            out.writeBoolean(leaf != null);
            if (leaf != null) {
                leaf.save(out);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        made = in.readLong();
        feature = new int[MOST_NODES];
        nodes = StateArrays.read(in, feature);
        threshold = new float[MOST_NODES];
        child = new int[MOST_NODES];
        if (nodes < 1 || StateArrays.read(in, threshold) != nodes || StateArrays.read(in, child) != nodes) {
            throw new IOException("state is damaged: a tree of " + nodes + " nodes");
        }
        leaves = new Leaf[MOST_NODES];
        for (int node = 0; node < nodes; node++) {
            if (in.readBoolean()) {
                leaves[node] = Leaf.restore(in, features, classes);
            } else if (child[node] <= node || child[node] + 1 >= nodes) {
                throw new IOException("state is damaged: a tree whose node " + node + " has the child " + child[node]);
            }
        }
    }

    /** Adds itself to others in a graph, its leaves' probabilities times a weight. */
    void addTo(Trees trees, int number, float weight) {
        for (int node = 0; node < nodes; node++) {
            Leaf leaf = leaves[node];
            if (leaf == null) {
                trees.branch(number, node, Branch.UP_TO, feature[node], threshold[node], child[node], child[node] + 1);
            } else {
                float[] probabilities = new float[classes];
                leaf.addProbabilities(probabilities, weight);
                trees.leaf(number, node, probabilities);
            }
        }
    }
}

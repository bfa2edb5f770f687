package io.rdrop.learn.number;

import io.rdrop.graph.Trees;
import io.rdrop.graph.Trees.Branch;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An incremental regression tree. Each leaf tests 16 features at random: at borders of 16 bins between which the values
 * of its part lie. After every 30 of weight it is split where squared errors become least, if that is no accident: by F
 * = (n - 2) gain / (what is left of them) &gt; 12. At most 500 nodes, and leaves of 256 KiB.
 */
final class NumberTree {
    private static final int MOST_NODES = 500;
    private static final int MOST_BYTES = 256 << 10;
    private static final int NODE_BYTES = 12;
    private static final int FEATURES_OF_A_LEAF = 16;
    private static final float GRACE = 30;
    private static final float LEAST_PART = 5;
    private static final float MOST_INHERITED = 10;
    private static final double LEAST_F = 12;

    private final NumberFeatures row;
    private final long seed;
    private final int tested;
    private final int mostNodes;
    private int nodes;
    private final int[] feature = new int[MOST_NODES];
    private final float[] threshold = new float[MOST_NODES];
    /** The left child; the right one is the next. */
    private final int[] child = new int[MOST_NODES];
    /** Null at inner nodes. */
    private final @Nullable NumberLeaf[] leaves = new NumberLeaf[MOST_NODES];
    /** Leaves that were ever made: each draws its features by its number. */
    private long made;

    NumberTree(NumberFeatures row, long seed) {
        this.row = row;
        this.seed = seed;
        tested = Math.min(row.count(), FEATURES_OF_A_LEAF);
        mostNodes = Math.min(MOST_NODES, 2 * (MOST_BYTES / NumberLeaf.bytes(tested)));
        restart();
    }

    /** Begins anew. */
    void restart() {
        Arrays.fill(leaves, null);
        Arrays.fill(feature, 0);
        Arrays.fill(threshold, 0);
        Arrays.fill(child, 0);
        nodes = 1;
        NumberLeaf root = leaf(0, 0);
        for (int f = 0; f < tested; f++) {
            root.from[f] = row.from(root.features[f]);
            root.to[f] = row.to(root.features[f]);
        }
        leaves[0] = root;
    }

    /** About the bytes of its state. */
    long bytes() {
        return (nodes + 1L) / 2 * NumberLeaf.bytes(tested) + (long) NODE_BYTES * nodes;
    }

    private NumberLeaf leaf(float mean, float meanWeight) {
        int[] drawn = IntStream.range(0, row.count()).toArray();
        for (int i = 0; i < tested && tested < drawn.length; i++) {
            int at = i + CounterRandom.below(drawn.length - i, seed, made, i);
            int other = drawn[at];
            drawn[at] = drawn[i];
            drawn[i] = other;
        }
        made++;
        return new NumberLeaf(Arrays.copyOf(drawn, tested), mean, meanWeight);
    }

    /** The node of the leaf of the row. */
    int route() {
        int node = 0;
        while (leaves[node] == null) {
            node = row.value(feature[node]) < threshold[node] ? child[node] : child[node] + 1;
        }
        return node;
    }

    /** What is predicted at a node that {@link #route} gave. */
    float mean(int node) {
        return at(node).mean();
    }

    private NumberLeaf at(int node) {
        NumberLeaf leaf = leaves[node];
        if (leaf == null) {
            throw new IllegalArgumentException("node " + node + " is no leaf");
        }
        return leaf;
    }

    /** Learns the row at its leaf, which may be split then. */
    void learn(int node, float target, float weight) {
        NumberLeaf leaf = at(node);
        leaf.add(row, target, weight);
        if (leaf.untried >= GRACE && nodes + 2 <= mostNodes) {
            leaf.untried = 0;
            tryToSplit(node, leaf);
        }
    }

    private void tryToSplit(int node, NumberLeaf leaf) {
        double mean = leaf.sum / leaf.weight;
        double errors = leaf.squares - leaf.sum * mean;
        double best = 0;
        int bestFeature = -1;
        int bestBin = 0;
        for (int f = 0; f < tested; f++) {
            double weight = 0;
            double sum = 0;
            for (int bin = 1; bin < NumberLeaf.BINS; bin++) {
                weight += leaf.weights[f * NumberLeaf.BINS + bin - 1];
                sum += leaf.sums[f * NumberLeaf.BINS + bin - 1];
                double right = leaf.weight - weight;
                if (weight >= LEAST_PART && right >= LEAST_PART) {
                    double apart = sum / weight - (leaf.sum - sum) / right;
                    double gain = apart * apart * weight * right / leaf.weight;
                    if (gain > best) {
                        best = gain;
                        bestFeature = f;
                        bestBin = bin;
                    }
                }
            }
        }
        if (bestFeature >= 0 && best * (leaf.weight - 2) > LEAST_F * Math.max(0, errors - best)) {
            split(node, leaf, bestFeature, bestBin);
        }
    }

    private void split(int node, NumberLeaf leaf, int f, int bin) {
        float weight = 0;
        float sum = 0;
        for (int b = 0; b < bin; b++) {
            weight += leaf.weights[f * NumberLeaf.BINS + b];
            sum += leaf.sums[f * NumberLeaf.BINS + b];
        }
        feature[node] = leaf.features[f];
        threshold[node] = leaf.from[f] + (leaf.to[f] - leaf.from[f]) * bin / NumberLeaf.BINS;
        child[node] = nodes;
        leaves[node] = null;
        NumberLeaf left = leaf(sum / weight, Math.min(MOST_INHERITED, weight));
        NumberLeaf right =
                leaf((leaf.sum - sum) / (leaf.weight - weight), Math.min(MOST_INHERITED, leaf.weight - weight));
        bound(left, leaf, feature[node], Float.NEGATIVE_INFINITY, threshold[node]);
        bound(right, leaf, feature[node], threshold[node], Float.POSITIVE_INFINITY);
        leaves[nodes++] = left;
        leaves[nodes++] = right;
    }

    /** Bins of a part lie between the borders of its parent where that knew them, else between the first. */
    private void bound(NumberLeaf part, NumberLeaf parent, int split, float least, float most) {
        for (int f = 0; f < tested; f++) {
            int of = part.features[f];
            part.from[f] = row.from(of);
            part.to[f] = row.to(of);
            for (int p = 0; p < tested; p++) {
                if (parent.features[p] == of) {
                    part.from[f] = parent.from[p];
                    part.to[f] = parent.to[p];
                }
            }
            if (of == split) {
                part.from[f] = Math.max(part.from[f], least);
                part.to[f] = Math.min(part.to[f], most);
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(made);
        StateArrays.write(feature, nodes, out);
        StateArrays.write(threshold, nodes, out);
        StateArrays.write(child, nodes, out);
        for (int node = 0; node < nodes; node++) {
            NumberLeaf leaf = leaves[node];
            out.writeBoolean(leaf != null);
            if (leaf != null) {
                leaf.save(out);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        made = in.readLong();
        nodes = StateArrays.read(in, feature);
        if (nodes < 1 || StateArrays.read(in, threshold) != nodes || StateArrays.read(in, child) != nodes) {
            throw new IOException("state is damaged: a tree of " + nodes + " nodes");
        }
        Arrays.fill(leaves, null);
        for (int node = 0; node < nodes; node++) {
            if (in.readBoolean()) {
                leaves[node] = NumberLeaf.restore(in, row.count());
            } else if (child[node] <= node || child[node] + 1 >= nodes) {
                throw new IOException("state is damaged: a tree whose node " + node + " has the child " + child[node]);
            }
        }
    }

    /** Adds itself to others in a graph. */
    void addTo(Trees trees, int number) {
        for (int node = 0; node < nodes; node++) {
            NumberLeaf leaf = leaves[node];
            if (leaf == null) {
                trees.branch(number, node, Branch.UNDER, feature[node], threshold[node], child[node], child[node] + 1);
            } else {
                trees.leaf(number, node, new float[] {leaf.mean()});
            }
        }
    }
}

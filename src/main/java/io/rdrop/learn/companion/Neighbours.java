package io.rdrop.learn.companion;

import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The nearest of 4000 rows before: every second row is in a ring of the latest 2000, the others replace one of 2000 at
 * random. The distance is sum_j w_j (z_j - z'_j)^2, plus 2 per category that differs, with {@link FeatureWeights}. The
 * k nearest vote with exp(-d^2 / d_k^2):
 *
 * <pre>
 *   p_c = (votes for c + 0.5 / classes) / (votes + 0.5)
 * </pre>
 */
public final class Neighbours implements RowLearner<TableInputs> {
    private static final int CAPACITY = 4000;
    private static final int MOST = 10;
    private static final float CATEGORY = 2;
    private static final double PRIOR = 0.5;

    private final TableShape shape;
    private final int k;
    private final long seed;
    private final FeatureWeights weights;
    /** [numbers][rows]: all of a column together, so that distances are vector instructions. */
    private final float[][] columns;
    /** [categories][rows] */
    private final int[][] slots;

    private final int[] labels = new int[CAPACITY];
    private final float[] distances = new float[CAPACITY];
    private long seen;

    /** Of the row that was predicted last, the nearest first. */
    private final float[] nearest = new float[MOST];

    private final int[] nearestLabels = new int[MOST];
    private int found;

    /** @param k neighbours that vote, at most 10 */
    public Neighbours(TableShape shape, int k, long seed) {
        this.shape = shape;
        this.k = k;
        this.seed = seed;
        weights = new FeatureWeights(shape.numbers(), shape.classes());
        columns = new float[shape.numbers()][CAPACITY];
        slots = new int[shape.categories()][CAPACITY];
    }

    /** Another member, of another number of votes, that uses the search of this one and must be asked after it. */
    public RowLearner<TableInputs> withVotes(int otherK) {
        return new Others(otherK);
    }

    @Override
    public void predict(TableInputs row, float[] probabilities) {
        search(row);
        vote(k, probabilities);
    }

    private int size() {
        return (int) Math.min(seen, CAPACITY);
    }

    private void search(TableInputs row) {
        int size = size();
        Arrays.fill(distances, 0, size, 0);
        for (int j = 0; j < columns.length; j++) {
            add(weights.weights()[j], row.numbers()[j], columns[j], distances, size);
        }
        for (int j = 0; j < slots.length; j++) {
            add(row.slots()[j], slots[j], distances, size);
        }
        found = 0;
        float limit = Float.POSITIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            if (distances[i] < limit) {
                insert(distances[i], labels[i]);
                limit = found == MOST ? nearest[MOST - 1] : limit;
            }
        }
    }

    private static void add(float weight, float value, float[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            float difference = column[i] - value;
            into[i] += weight * (difference * difference);
        }
    }

    private static void add(int slot, int[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += column[i] == slot ? 0 : CATEGORY;
        }
    }

    private void insert(float distance, int label) {
        int at = found < MOST ? found++ : MOST - 1;
        while (at > 0 && nearest[at - 1] > distance) {
            nearest[at] = nearest[at - 1];
            nearestLabels[at] = nearestLabels[at - 1];
            at--;
        }
        nearest[at] = distance;
        nearestLabels[at] = label;
    }

    private void vote(int voters, float[] probabilities) {
        int classes = shape.classes();
        Arrays.fill(probabilities, 0);
        int count = Math.min(voters, found);
        double sum = PRIOR;
        double reach = count == 0 ? 1 : Math.max(Float.MIN_NORMAL, nearest[count - 1]);
        for (int i = 0; i < count; i++) {
            double vote = Math.exp(-nearest[i] / reach);
            probabilities[nearestLabels[i]] += (float) vote;
            sum += vote;
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] = (float) ((probabilities[c] + PRIOR / classes) / sum);
        }
    }

    @Override
    public void learn(TableInputs row, int label) {
        int half = CAPACITY / 2;
        long turn = seen / 2;
        int place = (int) (turn % half);
        if (seen % 2 == 1 && turn >= half) {
            place = CounterRandom.below(half, seed, seen, 0);
        }
        int at = (int) (2L * place + seen % 2);
        for (int j = 0; j < columns.length; j++) {
            columns[j][at] = row.numbers()[j];
        }
        for (int j = 0; j < slots.length; j++) {
            slots[j][at] = row.slots()[j];
        }
        labels[at] = label;
        weights.add(row.numbers(), label);
        seen++;
    }

    @Override
    public void restart() {
        seen = 0;
        weights.clear();
    }

    @Override
    public long bytes() {
        return (long) Float.BYTES * (columns.length + slots.length + 1) * size();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        for (float[] column : columns) {
            StateArrays.write(column, size(), out);
        }
        for (int[] column : slots) {
            StateArrays.write(column, size(), out);
        }
        StateArrays.write(labels, size(), out);
        weights.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        seen = in.readLong();
        for (float[] column : columns) {
            StateArrays.read(in, column);
        }
        for (int[] column : slots) {
            StateArrays.read(in, column);
        }
        if (StateArrays.read(in, labels) != size()) {
            throw new IOException("state is damaged: " + seen + " neighbours seen but not " + size() + " kept");
        }
        weights.restore(in);
    }

    private final class Others implements RowLearner<TableInputs> {
        private final int voters;

        Others(int voters) {
            this.voters = voters;
        }

        @Override
        public void predict(TableInputs row, float[] probabilities) {
            vote(voters, probabilities);
        }

        @Override
        public void learn(TableInputs row, int label) {
            // the rows are those of the search
        }

        @Override
        public void restart() {
            // nothing of its own
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void save(DataOutput out) {
            // nothing of its own
        }

        @Override
        public void restore(DataInput in) {
            // nothing of its own
        }
    }
}

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
 * random. The distance is sum_j w_j (z_j - z'_j)^2, plus 2 per category that differs, with {@link FeatureWeights}; it
 * is computed as sum_j w_j z_j^2 - 2 sum_j w_j z_j z'_j + sum_j w_j z'_j^2, the first of which stays and the last is
 * equal for all. The k nearest vote with exp(-d^2 / d_k^2):
 *
 * <pre>
 *   p_c = (votes for c + 0.5 / classes) / (votes + 0.5)
 * </pre>
 */
public final class Neighbours implements RowLearner<TableInputs> {
    private static final int CAPACITY = 4000;
    private static final int QUARTER = CAPACITY / 4;
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
    private final float[][] slots;

    /** [rows] sum_j w_j z_j^2, and [numbers] -2 w_j z'_j: what a distance is made of. */
    private final float[] lengths = new float[CAPACITY];

    private final float[] products;

    private final int[] labels = new int[CAPACITY];
    private final float[] distances = new float[CAPACITY];
    private final float[][] quarters = new float[4][QUARTER];
    /** [quarter] of the four distances at a place. */
    private final float[] least = new float[QUARTER];

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
        slots = new float[shape.categories()][CAPACITY];
        products = new float[shape.numbers()];
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
        System.arraycopy(lengths, 0, distances, 0, size);
        float own = 0;
        for (int j = 0; j < columns.length; j++) {
            float value = row.numbers()[j];
            products[j] = -2 * weights.weights()[j] * value;
            own += weights.weights()[j] * (value * value);
        }
        int whole = columns.length & ~3;
        for (int j = 0; j < whole; j += 4) {
            add(
                    products[j],
                    columns[j],
                    products[j + 1],
                    columns[j + 1],
                    products[j + 2],
                    columns[j + 2],
                    products[j + 3],
                    columns[j + 3],
                    distances,
                    size);
        }
        for (int j = whole; j < columns.length; j++) {
            add(products[j], columns[j], distances, size);
        }
        for (int j = 0; j < slots.length; j++) {
            addDifferent(row.slots()[j], slots[j], distances, size);
        }
        select(size);
        for (int i = 0; i < found; i++) {
            nearest[i] = Math.max(0, nearest[i] + own);
        }
    }

    /**
     * Finds the nearest of all distances. Few rows are near: most are ruled out four at once, by their least distance.
     */
    private void select(int size) {
        for (int q = 0; q < quarters.length; q++) {
            int count = Math.max(0, Math.min(QUARTER, size - q * QUARTER));
            System.arraycopy(distances, q * QUARTER, quarters[q], 0, count);
            Arrays.fill(quarters[q], count, QUARTER, Float.POSITIVE_INFINITY);
        }
        least(quarters[0], quarters[1], quarters[2], quarters[3], least);
        found = 0;
        float limit = Float.POSITIVE_INFINITY;
        for (int i = 0; i < QUARTER; i++) {
            for (int q = 0; least[i] < limit && q < quarters.length; q++) {
                if (quarters[q][i] < limit) {
                    insert(quarters[q][i], labels[q * QUARTER + i]);
                    limit = found == MOST ? nearest[MOST - 1] : limit;
                }
            }
        }
    }

    private static void least(float[] one, float[] two, float[] three, float[] four, float[] into) {
        for (int i = 0; i < QUARTER; i++) {
            into[i] = Math.min(Math.min(one[i], two[i]), Math.min(three[i], four[i]));
        }
    }

    private static void add(float factor, float[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * column[i];
        }
    }

    private static void add(
            float f0,
            float[] column0,
            float f1,
            float[] column1,
            float f2,
            float[] column2,
            float f3,
            float[] column3,
            float[] into,
            int count) {
        for (int i = 0; i < count; i++) {
            into[i] += f0 * column0[i] + f1 * column1[i] + (f2 * column2[i] + f3 * column3[i]);
        }
    }

    private static void addSquares(float weight, float[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += weight * (column[i] * column[i]);
        }
    }

    /** Of slots, which float32 holds exactly; a comparison would be a branch. */
    private static void addDifferent(float slot, float[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            float difference = column[i] - slot;
            into[i] += CATEGORY * Math.min(1f, difference * difference);
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
        seen++;
        if (weights.add(row.numbers(), label)) {
            measure();
        } else {
            lengths[at] = 0;
            for (int j = 0; j < columns.length; j++) {
                lengths[at] += weights.weights()[j] * (columns[j][at] * columns[j][at]);
            }
        }
    }

    /** The lengths of all rows with the weights of now. */
    private void measure() {
        Arrays.fill(lengths, 0);
        for (int j = 0; j < columns.length; j++) {
            addSquares(weights.weights()[j], columns[j], lengths, size());
        }
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
        for (float[] column : slots) {
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
        for (float[] column : slots) {
            StateArrays.read(in, column);
        }
        if (StateArrays.read(in, labels) != size()) {
            throw new IOException("state is damaged: " + seen + " neighbours seen but not " + size() + " kept");
        }
        weights.restore(in);
        measure();
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

package io.rdrop.learn.companion;

import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Rows with labels, and a search for the nearest of them. The distance is sum_j w_j (z_j - z'_j)^2, plus 2 per category
 * that differs; it is computed as sum_j w_j z_j^2 - 2 sum_j w_j z_j z'_j + sum_j w_j z'_j^2, the first of which stays
 * and the last is equal for all.
 */
final class NearestRows {
    /** Rows at most. */
    static final int CAPACITY = 4000;

    private static final int BLOCKS = 4;
    /** Places that are searched together: first those at one place of all blocks, in the order of the blocks. */
    static final int BLOCK = CAPACITY / BLOCKS;

    /** Groups of distances, each of which has a least one. */
    private static final int GROUPS = BLOCK / 8;

    static final float CATEGORY = 2;

    private final int most;
    /** [numbers][blocks][rows]: all of a column together, so that distances are vector instructions. */
    private final float[][][] columns;
    /** [categories][blocks][rows] */
    private final float[][][] slots;
    /** [blocks][rows] sum_j w_j z_j^2, infinite where no row is. */
    private final float[][] lengths = new float[BLOCKS][BLOCK];
    /** [numbers] -2 w_j z'_j of the row that is searched for. */
    private final float[] products;

    private final int[] labels = new int[CAPACITY];
    /** [blocks][rows] */
    private final float[][] distances = new float[BLOCKS][BLOCK];
    /** [rows] of the distances at one place of all blocks, and [groups] of eight of these. */
    private final float[] least = new float[BLOCK];

    private final float[] leastOfGroups = new float[GROUPS];
    /** The least of the latter, in order. */
    private final float[] bounds;

    private int size;

    /** Of the latest search, the nearest first: distances, and places. */
    private final float[] nearest;

    private final int[] places;
    private int found;

    /** @param most how many are searched for */
    NearestRows(TableShape shape, int most) {
        this.most = most;
        columns = new float[shape.numbers()][BLOCKS][BLOCK];
        slots = new float[shape.categories()][BLOCKS][BLOCK];
        products = new float[shape.numbers()];
        nearest = new float[most];
        places = new int[most];
        bounds = new float[most];
        clear();
    }

    /** Forgets all rows. */
    void clear() {
        size = 0;
        found = 0;
        for (int b = 0; b < BLOCKS; b++) {
            Arrays.fill(lengths[b], Float.POSITIVE_INFINITY);
            Arrays.fill(distances[b], Float.POSITIVE_INFINITY);
        }
    }

    /** Puts a row at a place, that of another one or the next. */
    void put(int place, TableInputs row, int label, float[] weights) {
        int b = place / BLOCK;
        int at = place % BLOCK;
        float length = 0;
        for (int j = 0; j < columns.length; j++) {
            float value = row.numbers()[j];
            columns[j][b][at] = value;
            length += weights[j] * (value * value);
        }
        for (int j = 0; j < slots.length; j++) {
            slots[j][b][at] = row.slots()[j];
        }
        lengths[b][at] = length;
        labels[place] = label;
        size = Math.max(size, place + 1);
    }

    /** To be called when the weights are others. */
    void measure(float[] weights) {
        for (int b = 0; b * BLOCK < size; b++) {
            int count = Math.min(BLOCK, size - b * BLOCK);
            Arrays.fill(lengths[b], 0, count, 0);
            for (int j = 0; j < columns.length; j++) {
                addSquares(weights[j], columns[j][b], lengths[b], count);
            }
        }
    }

    /** Finds the nearest. */
    void search(TableInputs row, float[] weights) {
        float own = 0;
        for (int j = 0; j < columns.length; j++) {
            float value = row.numbers()[j];
            products[j] = -2 * weights[j] * value;
            own += weights[j] * (value * value);
        }
        for (int b = 0; b * BLOCK < size; b++) {
            measure(row, b, distances[b]);
        }
        select();
        for (int i = 0; i < found; i++) {
            nearest[i] = Math.max(0, nearest[i] + own);
        }
    }

    /** The distances of a block less what is equal for all. */
    private void measure(TableInputs row, int b, float[] into) {
        System.arraycopy(lengths[b], 0, into, 0, BLOCK);
        int whole = columns.length & ~3;
        for (int j = 0; j < whole; j += 4) {
            add(
                    products[j],
                    columns[j][b],
                    products[j + 1],
                    columns[j + 1][b],
                    products[j + 2],
                    columns[j + 2][b],
                    products[j + 3],
                    columns[j + 3][b],
                    into);
        }
        for (int j = whole; j < columns.length; j++) {
            add(products[j], columns[j][b], into);
        }
        for (int j = 0; j < slots.length; j++) {
            addDifferent(row.slots()[j], slots[j][b], into);
        }
    }

    /** Few rows are near: most are ruled out four at once, by their least distance. */
    private void select() {
        least(distances[0], distances[1], distances[2], distances[3], least);
        found = 0;
        float limit = bound();
        for (int i = 0; i < BLOCK; i++) {
            for (int b = 0; least[i] < limit && b < BLOCKS; b++) {
                if (distances[b][i] < limit) {
                    insert(distances[b][i], b * BLOCK + i);
                    limit = found == most ? nearest[most - 1] : limit;
                }
            }
        }
    }

    /** Above the distances that are searched for: so many groups have one that is not above the bound. */
    private float bound() {
        leastOfGroups(least, leastOfGroups);
        int count = 0;
        for (int g = 0; g < GROUPS; g++) {
            float value = leastOfGroups[g];
            if (count < most || value < bounds[most - 1]) {
                int at = count < most ? count++ : most - 1;
                while (at > 0 && bounds[at - 1] > value) {
                    bounds[at] = bounds[at - 1];
                    at--;
                }
                bounds[at] = value;
            }
        }
        return Math.nextUp(bounds[most - 1]);
    }

    private void insert(float distance, int place) {
        int at = found < most ? found++ : most - 1;
        while (at > 0 && nearest[at - 1] > distance) {
            nearest[at] = nearest[at - 1];
            places[at] = places[at - 1];
            at--;
        }
        nearest[at] = distance;
        places[at] = place;
    }

    /** How many the latest search found. */
    int found() {
        return found;
    }

    /** The distance of one that it found, the nearest first. */
    float distance(int which) {
        return nearest[which];
    }

    /** Its label. */
    int label(int which) {
        return labels[places[which]];
    }

    /** into_j += factor w_j (z_j - z'_j)^2, z' being one that it found. */
    void addSquaredDifferences(int which, float[] row, double factor, float[] weights, double[] into) {
        int b = places[which] / BLOCK;
        int at = places[which] % BLOCK;
        for (int j = 0; j < columns.length; j++) {
            float difference = row[j] - columns[j][b][at];
            into[j] += factor * (weights[j] * (difference * difference));
        }
    }

    /** Rows that are there. */
    int size() {
        return size;
    }

    /** [numbers][size], a copy. */
    float[][] columns() {
        return joined(columns);
    }

    /** [categories][size], a copy. */
    float[][] slots() {
        return joined(slots);
    }

    /** [size] sum_j w_j z_j^2, a copy. */
    float[] lengths() {
        return joined(new float[][][] {lengths})[0];
    }

    /** [size], a copy. */
    int[] labels() {
        return Arrays.copyOf(labels, size);
    }

    private float[][] joined(float[][][] blocks) {
        float[][] joined = new float[blocks.length][size];
        for (int j = 0; j < blocks.length; j++) {
            for (int place = 0; place < size; place++) {
                joined[j][place] = blocks[j][place / BLOCK][place % BLOCK];
            }
        }
        return joined;
    }

    private static void least(float[] one, float[] two, float[] three, float[] four, float[] into) {
        for (int i = 0; i < BLOCK; i++) {
            into[i] = Math.min(Math.min(one[i], two[i]), Math.min(three[i], four[i]));
        }
    }

    private static void leastOfGroups(float[] all, float[] into) {
        for (int i = 0; i < GROUPS; i++) {
            float one = Math.min(Math.min(all[i], all[i + GROUPS]), Math.min(all[i + 2 * GROUPS], all[i + 3 * GROUPS]));
            float two = Math.min(
                    Math.min(all[i + 4 * GROUPS], all[i + 5 * GROUPS]),
                    Math.min(all[i + 6 * GROUPS], all[i + 7 * GROUPS]));
            into[i] = Math.min(one, two);
        }
    }

    private static void add(float factor, float[] column, float[] into) {
        for (int i = 0; i < BLOCK; i++) {
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
            float[] into) {
        for (int i = 0; i < BLOCK; i++) {
            into[i] += f0 * column0[i] + f1 * column1[i] + (f2 * column2[i] + f3 * column3[i]);
        }
    }

    private static void addSquares(float weight, float[] column, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += weight * (column[i] * column[i]);
        }
    }

    /** Of slots, which float32 holds exactly; a comparison would be a branch. */
    private static void addDifferent(float slot, float[] column, float[] into) {
        for (int i = 0; i < BLOCK; i++) {
            float difference = column[i] - slot;
            into[i] += CATEGORY * Math.min(1f, difference * difference);
        }
    }

    /** Bytes of the rows. */
    long bytes() {
        return (long) Float.BYTES * (columns.length + slots.length + 1) * size;
    }

    /** Writes the rows. */
    void save(DataOutput out) throws IOException {
        for (float[][][] all : new float[][][][] {columns, slots}) {
            for (float[][] column : all) {
                for (int b = 0; b < BLOCKS; b++) {
                    StateArrays.write(column[b], Math.max(0, Math.min(BLOCK, size - b * BLOCK)), out);
                }
            }
        }
        StateArrays.write(labels, size, out);
    }

    /** Restores what {@link #save} wrote; {@link #measure} must follow. */
    void restore(DataInput in) throws IOException {
        clear();
        for (float[][][] all : new float[][][][] {columns, slots}) {
            for (float[][] column : all) {
                for (float[] block : column) {
                    StateArrays.read(in, block);
                }
            }
        }
        size = StateArrays.read(in, labels);
    }
}

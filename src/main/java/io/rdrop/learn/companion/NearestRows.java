package io.rdrop.learn.companion;

import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

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

    /** Rows that are searched for at a time, while a block of columns is in the cache. */
    static final int TOGETHER = 8;

    static final float CATEGORY = 2;

    private final int most;
    /** [numbers][blocks][rows]: all of a column together, so that distances are vector instructions. */
    private final float[][][] columns;
    /** [categories][blocks][rows] */
    private final float[][][] slots;
    /** [blocks][rows] sum_j w_j z_j^2, infinite where no row is. */
    private final float[][] lengths = new float[BLOCKS][BLOCK];
    /** [searches][numbers] -2 w_j z'_j of the rows that are searched for; the first is that of a single search. */
    private final float[][] products = new float[TOGETHER][];

    private final int[] labels = new int[CAPACITY];
    /** [searches][blocks][rows] */
    private final float[][][] distances = new float[TOGETHER][][];
    /** [rows] of the distances at one place of all blocks, and [groups] of eight of these. */
    private final float[] least = new float[BLOCK];

    private final float[] leastOfGroups = new float[GROUPS];
    /** The least of the latter, in order. */
    private final float[] bounds;

    private int size;

    /** Of the latest single search. */
    private final Found latest;

    /** What a search found: distances and places, the nearest first. */
    static final class Found {
        private final float[] nearest;
        private final int[] places;
        private int count;

        Found(int most) {
            nearest = new float[most];
            places = new int[most];
        }

        private float insert(float distance, int place) {
            int most = nearest.length;
            int at = count < most ? count++ : most - 1;
            while (at > 0 && nearest[at - 1] > distance) {
                nearest[at] = nearest[at - 1];
                places[at] = places[at - 1];
                at--;
            }
            nearest[at] = distance;
            places[at] = place;
            return count == most ? nearest[most - 1] : Float.POSITIVE_INFINITY;
        }

        /** How many. */
        int count() {
            return count;
        }

        /** The distance of one, the nearest first. */
        float distance(int which) {
            return nearest[which];
        }
    }

    /** @param most how many are searched for */
    NearestRows(TableShape shape, int most) {
        this.most = most;
        columns = new float[shape.numbers()][BLOCKS][BLOCK];
        slots = new float[shape.categories()][BLOCKS][BLOCK];
        makeRoom(0);
        latest = new Found(most);
        bounds = new float[most];
        clear();
    }

    /** Forgets all rows. */
    void clear() {
        size = 0;
        latest.count = 0;
        for (int b = 0; b < BLOCKS; b++) {
            Arrays.fill(lengths[b], Float.POSITIVE_INFINITY);
        }
        for (float[][] one : distances) {
            for (int b = 0; one != null && b < BLOCKS; b++) {
                Arrays.fill(one[b], Float.POSITIVE_INFINITY);
            }
        }
    }

    private void makeRoom(int search) {
        if (distances[search] == null) {
            products[search] = new float[columns.length];
            distances[search] = new float[BLOCKS][BLOCK];
            for (float[] block : distances[search]) {
                Arrays.fill(block, Float.POSITIVE_INFINITY);
            }
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
        float own = prepare(0, row, weights);
        for (int b = 0; b * BLOCK < size; b++) {
            measure(0, row, b);
        }
        select(0, own, latest);
    }

    /**
     * Finds the nearest of each of several rows, as {@link #search(TableInputs, float[])} does.
     *
     * @param from which rows: at most {@link #TOGETHER} from here on
     * @param into what is found of each row, at its place
     */
    void search(List<? extends TableInputs> rows, int from, int count, float[] weights, List<Found> into) {
        float[] own = new float[count];
        for (int r = 0; r < count; r++) {
            makeRoom(r);
            own[r] = prepare(r, rows.get(from + r), weights);
        }
        for (int b = 0; b * BLOCK < size; b++) {
            for (int r = 0; r < count; r++) {
                System.arraycopy(lengths[b], 0, distances[r][b], 0, BLOCK);
            }
            int whole = columns.length & ~3;
            for (int j = 0; j < whole; j += 4) {
                int r = 0;
                for (; r + 1 < count; r += 2) {
                    addFour(r, r + 1, j, b);
                }
                if (r < count) {
                    addFour(r, j, b);
                }
            }
            for (int r = 0; r < count; r++) {
                addRest(r, rows.get(from + r), whole, b);
            }
        }
        for (int r = 0; r < count; r++) {
            select(r, own[r], into.get(from + r));
        }
    }

    /** Returns sum_j w_j z'_j^2. */
    private float prepare(int search, TableInputs row, float[] weights) {
        float own = 0;
        for (int j = 0; j < columns.length; j++) {
            float value = row.numbers()[j];
            products[search][j] = -2 * weights[j] * value;
            own += weights[j] * (value * value);
        }
        return own;
    }

    /** The distances of a block less what is equal for all. */
    private void measure(int search, TableInputs row, int b) {
        System.arraycopy(lengths[b], 0, distances[search][b], 0, BLOCK);
        int whole = columns.length & ~3;
        for (int j = 0; j < whole; j += 4) {
            addFour(search, j, b);
        }
        addRest(search, row, whole, b);
    }

    private void addFour(int search, int j, int b) {
        float[] factors = products[search];
        add(
                factors[j],
                columns[j][b],
                factors[j + 1],
                columns[j + 1][b],
                factors[j + 2],
                columns[j + 2][b],
                factors[j + 3],
                columns[j + 3][b],
                distances[search][b]);
    }

    /** The same of two searches, each value loaded once. */
    private void addFour(int one, int other, int j, int b) {
        float[] f = products[one];
        float[] g = products[other];
        add(
                f[j],
                f[j + 1],
                f[j + 2],
                f[j + 3],
                g[j],
                g[j + 1],
                g[j + 2],
                g[j + 3],
                columns[j][b],
                columns[j + 1][b],
                columns[j + 2][b],
                columns[j + 3][b],
                distances[one][b],
                distances[other][b]);
    }

    private void addRest(int search, TableInputs row, int from, int b) {
        for (int j = from; j < columns.length; j++) {
            add(products[search][j], columns[j][b], distances[search][b]);
        }
        for (int j = 0; j < slots.length; j++) {
            addDifferent(row.slots()[j], slots[j][b], distances[search][b]);
        }
    }

    /** Few rows are near: most are ruled out four at once, by their least distance. */
    private void select(int search, float own, Found found) {
        float[][] all = distances[search];
        least(all[0], all[1], all[2], all[3], least);
        found.count = 0;
        float limit = bound();
        for (int i = 0; i < BLOCK; i++) {
            for (int b = 0; least[i] < limit && b < BLOCKS; b++) {
                if (all[b][i] < limit) {
                    limit = Math.min(limit, found.insert(all[b][i], b * BLOCK + i));
                }
            }
        }
        for (int i = 0; i < found.count; i++) {
            found.nearest[i] = Math.max(0, found.nearest[i] + own);
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

    /** What the latest single search found. */
    Found latest() {
        return latest;
    }

    /** How many the latest single search found. */
    int found() {
        return latest.count;
    }

    /** The distance of one that it found, the nearest first. */
    float distance(int which) {
        return latest.nearest[which];
    }

    /** Its label. */
    int label(int which) {
        return label(latest, which);
    }

    /** The label of one that was found. */
    int label(Found found, int which) {
        return labels[found.places[which]];
    }

    /** into_j += factor w_j (z_j - z'_j)^2, z' being one that the latest single search found. */
    void addSquaredDifferences(int which, float[] row, double factor, float[] weights, double[] into) {
        int b = latest.places[which] / BLOCK;
        int at = latest.places[which] % BLOCK;
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

    private static void add(
            float f0,
            float f1,
            float f2,
            float f3,
            float g0,
            float g1,
            float g2,
            float g3,
            float[] column0,
            float[] column1,
            float[] column2,
            float[] column3,
            float[] one,
            float[] other) {
        for (int i = 0; i < BLOCK; i++) {
            one[i] += f0 * column0[i] + f1 * column1[i] + (f2 * column2[i] + f3 * column3[i]);
            other[i] += g0 * column0[i] + g1 * column1[i] + (g2 * column2[i] + g3 * column3[i]);
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

package io.rdrop.learn.number;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The ten nearest of 2000 rows before: every second row is in a ring of the latest 1000, the others replace one of 1000
 * at random. The distance is d^2 = sum_j w_j (x_j - x'_j)^2, plus 2 per category that differs, w_j being {@link
 * Relevance}. It predicts
 *
 * <pre>
 *   z = sum_i v_i z_i / (0.5 + sum_i v_i),   v_i = exp(-d_i^2 / d_10^2)
 * </pre>
 */
public final class NumberNeighbours implements NumberLearner {
    private static final int CAPACITY = 2000;
    private static final int MOST = 10;
    private static final float CATEGORY = 2;
    private static final double PRIOR = 0.5;
    private static final double LIMIT = 5;

    private final View view;
    private final long seed;
    private final Relevance relevance;
    /** [numbers][rows]: all of a column together, so that distances are vector instructions. */
    private final float[][] columns;
    /** [categories][rows] */
    private final int[][] slots;

    private final float[] targets = new float[CAPACITY];
    private final float[] distances = new float[CAPACITY];
    private long seen;

    /** Of the row that was predicted last, the nearest first. */
    private final float[] nearest = new float[MOST];

    private final float[] nearestTargets = new float[MOST];

    /** @param shape of what the view gives */
    public NumberNeighbours(View view, TableShape shape, long seed) {
        this.view = view;
        this.seed = seed;
        relevance = new Relevance(shape.numbers());
        columns = new float[shape.numbers()][CAPACITY];
        slots = new int[shape.categories()][CAPACITY];
    }

    private int size() {
        return (int) Math.min(seen, CAPACITY);
    }

    @Override
    public double predict(NumberRow row) {
        measure(view.inputs(row));
        int found = 0;
        for (int i = 0; i < size(); i++) {
            if (found < MOST || distances[i] < nearest[MOST - 1]) {
                found = insert(i, found);
            }
        }
        double reach = found == 0 ? 1 : Math.max(Float.MIN_NORMAL, nearest[found - 1]);
        double sum = 0;
        double votes = PRIOR;
        for (int i = 0; i < found; i++) {
            double vote = Math.exp(-nearest[i] / reach);
            sum += vote * nearestTargets[i];
            votes += vote;
        }
        return view.decode(row, sum / votes);
    }

    @Override
    public Value predict(NumberGraph row) {
        Formula formula = row.formula();
        Graph graph = formula.graph();
        TableGraph inputs = view.inputs(row);
        int size = size();
        if (size == 0) {
            return view.decode(row, formula.times(row.mean(), graph.scalar(0.0)));
        }
        int count = Math.min(size, MOST);
        List<Value> top = graph.ops(
                "TopK",
                2,
                Map.of("axis", -1L, "largest", 0L, "sorted", 1L),
                distances(inputs, size),
                graph.longs(count));
        Value distances = formula.toDouble(top.get(0));
        Value reach =
                formula.max(formula.slice(distances, 1, count - 1L, count), graph.scalar((double) Float.MIN_NORMAL));
        Value votes = graph.op("Exp", graph.op("Neg", formula.over(distances, reach)));
        Value of = formula.toDouble(formula.gather(graph.constant(Arrays.copyOf(targets, size), size), top.get(1), 0));
        Value sum = formula.sum(formula.times(votes, of), 1);
        return view.decode(row, formula.over(sum, formula.plus(formula.sum(votes, 1), graph.scalar(PRIOR))));
    }

    /** [rows, size] float32, added up as in {@link #measure}. */
    private Value distances(TableGraph row, int size) {
        Formula formula = row.formula();
        Graph graph = formula.graph();
        Value distances = row.forEachRow(graph.constant(new float[size], 1, size));
        for (int j = 0; j < columns.length; j++) {
            Value own = formula.slice(Objects.requireNonNull(row.numbers()), 1, j, j + 1L);
            Value difference = formula.minus(graph.constant(Arrays.copyOf(columns[j], size), 1, size), own);
            Value square = formula.times(difference, difference);
            distances = formula.plus(distances, formula.times(square, graph.scalar(relevance.weight(j))));
        }
        for (int j = 0; j < slots.length; j++) {
            Value own = formula.slice(Objects.requireNonNull(row.slots()), 1, j, j + 1L);
            long[] column = Arrays.stream(slots[j], 0, size).asLongStream().toArray();
            Value same = formula.equal(graph.constant(column, 1, size), own);
            distances = formula.plus(distances, formula.where(same, graph.scalar(0f), graph.scalar(CATEGORY)));
        }
        return distances;
    }

    private void measure(TableInputs row) {
        int size = size();
        Arrays.fill(distances, 0, size, 0);
        for (int j = 0; j < columns.length; j++) {
            add(relevance.weight(j), row.numbers()[j], columns[j], distances, size);
        }
        for (int j = 0; j < slots.length; j++) {
            add(row.slots()[j], slots[j], distances, size);
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

    /** Returns how many there are then. */
    private int insert(int row, int found) {
        int at = Math.min(found, MOST - 1);
        while (at > 0 && nearest[at - 1] > distances[row]) {
            nearest[at] = nearest[at - 1];
            nearestTargets[at] = nearestTargets[at - 1];
            at--;
        }
        nearest[at] = distances[row];
        nearestTargets[at] = targets[row];
        return Math.min(found + 1, MOST);
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public void learn(NumberRow row, double target, double weight) {
        double z = Math.max(-LIMIT, Math.min(LIMIT, view.encode(row, target)));
        if (Double.isNaN(z)) {
            return;
        }
        TableInputs inputs = view.inputs(row);
        int half = CAPACITY / 2;
        long turn = seen / 2;
        int place = (int) (turn % half);
        if (seen % 2 == 1 && turn >= half) {
            place = CounterRandom.below(half, seed, seen, 0);
        }
        int at = (int) (2L * place + seen % 2);
        for (int j = 0; j < columns.length; j++) {
            columns[j][at] = inputs.numbers()[j];
        }
        for (int j = 0; j < slots.length; j++) {
            slots[j][at] = inputs.slots()[j];
        }
        targets[at] = (float) z;
        relevance.add(inputs.numbers(), z);
        seen++;
    }

    @Override
    public void restart() {
        seen = 0;
        relevance.clear();
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
        StateArrays.write(targets, size(), out);
        relevance.save(out);
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
        if (StateArrays.read(in, targets) != size()) {
            throw new IOException("state is damaged: " + seen + " neighbours seen but not " + size() + " kept");
        }
        relevance.restore(in);
    }
}

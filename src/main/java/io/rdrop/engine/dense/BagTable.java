package io.rdrop.engine.dense;

import io.rdrop.tensor.SparseRows;
import java.util.Arrays;

/**
 * The weights of a dense layer whose inputs are mostly 0, as an embedding table: one row per input, and an example's
 * sum is that of its inputs' rows times their values. A step reads and moves the rows of its batch only. Other rows
 * take their steps, which have no gradient, when they are needed next ({@link IdleSteps}).
 *
 * <p>The rows lie where DL4J has the layer's weights [units, inputs], and the optimiser's state likewise, but as
 * [inputs, units]. {@link #toStandard} makes what DL4J expects.
 *
 * <p>Not thread-safe.
 */
public final class BagTable {
    private final int inputs;
    private final int units;
    private final NativeFloats weights;
    private final NativeFloats[] states;
    private final UpdateRule rule;
    private final IdleSteps.Settings configured;
    private final int moved;
    private final float l2;
    private final int[] upTo;

    /** By input: 1 + the place in the batch; 0 for none. */
    private final int[] places;

    private final SparseRows batch;
    private int[] columns = {};
    private int[] entryPlaces = {};
    private int count;
    private IdleSteps idle;
    private float[] p = {};
    private float[] g = {};
    private final float[][] s;

    /**
     * @param parameters of the network, whose first are [inputs, units], or what {@link #fromStandard} makes that of; a
     *     view
     * @param optimiserState kind by kind of all that one optimiser moves, which the first parameters are; likewise
     * @param moved how many it moves
     */
    public BagTable(
            int inputs, int units, NativeFloats parameters, NativeFloats optimiserState, int moved, IdleSteps idle) {
        this.inputs = inputs;
        this.units = units;
        this.weights = parameters.part(0, inputs * units);
        this.idle = idle;
        this.configured = idle.settings();
        this.moved = moved;
        this.states = states(optimiserState);
        this.rule = UpdateRule.of(idle.settings());
        this.l2 = (float) idle.settings().l2();
        this.upTo = new int[inputs];
        this.places = new int[inputs];
        this.batch = new SparseRows(inputs);
        this.s = new float[idle.states()][0];
    }

    /** Of the first weights, kind by kind. */
    private NativeFloats[] states(NativeFloats optimiserState) {
        NativeFloats[] kinds = new NativeFloats[idle.states()];
        Arrays.setAll(kinds, kind -> optimiserState.part(kind * moved, length()));
        return kinds;
    }

    /** Turns weights and state that are as DL4J has them, after as many updates as all of them have taken. */
    public void fromStandard(int applied) {
        Transposition.inPlace(weights, units, inputs);
        for (NativeFloats state : states) {
            Transposition.inPlace(state, units, inputs);
        }
        Arrays.fill(upTo, applied);
        forget();
    }

    /** Goes on with rows as they were saved, which are here already, under what may be another optimiser. */
    public void resume(int[] rowsUpTo, IdleSteps.Settings former, int applied) {
        System.arraycopy(rowsUpTo, 0, upTo, 0, inputs);
        forget();
        if (!former.equals(idle.settings())) {
            settle(IdleSteps.of(former).orElseThrow(), applied);
        }
    }

    /**
     * Multiplies the step size that was configured.
     *
     * @param applied updates of the network
     */
    void scaleLearningRate(double factor, int applied) {
        IdleSteps.Settings scaled = configured.scaled(factor);
        if (!scaled.equals(idle.settings())) {
            settle(idle, applied);
            idle = IdleSteps.of(scaled).orElseThrow();
        }
    }

    /** Has all rows take the steps that they owe, which are due under the numbers of those steps. */
    private void settle(IdleSteps owed, int applied) {
        forget();
        room(1);
        for (int row = 0; row < inputs; row++) {
            if (upTo[row] < applied) {
                read(row, 0);
                owed.take(upTo[row], applied, p, s, 0, units);
                write(row, 0);
            }
        }
        Arrays.fill(upTo, applied);
    }

    /** Updates that each row has taken; a view. */
    public int[] upTo() {
        return upTo;
    }

    public IdleSteps.Settings settings() {
        return idle.settings();
    }

    /** Values of weights and state: what of the network's arrays is not as DL4J has it. */
    public int length() {
        return inputs * units;
    }

    /** Writes weights and state as DL4J has them, after all updates, into copies of the network's; changes nothing. */
    public void toStandard(int applied, NativeFloats parameters, NativeFloats optimiserState) {
        toStandard(applied, parameters.part(0, length()), states(optimiserState));
    }

    private void toStandard(int applied, NativeFloats intoWeights, NativeFloats[] intoStates) {
        forget();
        room(Transposition.STRIP);
        Transposition strips = new Transposition(inputs, units);
        for (int first = 0; first < inputs; first += Transposition.STRIP) {
            int rows = Math.min(Transposition.STRIP, inputs - first);
            for (int i = 0; i < rows; i++) {
                read(first + i, i);
                idle.take(upTo[first + i], applied, p, s, i * units, units);
            }
            strips.put(p, first, rows, intoWeights);
            for (int kind = 0; kind < s.length; kind++) {
                strips.put(s[kind], first, rows, intoStates[kind]);
            }
        }
    }

    /** Makes weights and state as DL4J has them, in place, of rows after so many updates; ends the table. */
    public void toStandard(int[] rowsUpTo, int applied) {
        System.arraycopy(rowsUpTo, 0, upTo, 0, inputs);
        NativeFloats intoWeights = NativeFloats.allocate(length());
        NativeFloats[] intoStates = new NativeFloats[states.length];
        Arrays.setAll(intoStates, kind -> NativeFloats.allocate(length()));
        toStandard(applied, intoWeights, intoStates);
        weights.copy(intoWeights);
        intoWeights.close();
        for (int kind = 0; kind < states.length; kind++) {
            states[kind].copy(intoStates[kind]);
            intoStates[kind].close();
        }
    }

    /** Whatever was read of the rows is old. */
    void forget() {
        batch.clear();
        count = 0;
    }

    /** Whether the rows of this batch are at hand. */
    boolean holds(SparseRows rows) {
        return count > 0 && batch.isSame(rows);
    }

    /** Reads the rows that a batch needs, as they are after all updates of the network. */
    void read(SparseRows rows, int applied) {
        batch.set(rows);
        int entries = rows.entries();
        if (entryPlaces.length < entries) {
            entryPlaces = new int[2 * entries];
            columns = new int[2 * entries];
        }
        count = 0;
        for (int entry = 0; entry < entries; entry++) {
            int column = rows.column(entry);
            if (places[column] == 0) {
                columns[count++] = column;
                places[column] = count;
            }
            entryPlaces[entry] = places[column] - 1;
        }
        room(count);
        for (int i = 0; i < count; i++) {
            places[columns[i]] = 0;
            read(columns[i], i);
            idle.take(upTo[columns[i]], applied, p, s, i * units, units);
        }
    }

    private void room(int rows) {
        int length = Math.multiplyExact(rows, units);
        if (p.length < length) {
            p = new float[length];
            g = new float[length];
            for (int kind = 0; kind < s.length; kind++) {
                s[kind] = new float[length];
            }
        }
    }

    private void read(int row, int place) {
        weights.get(row * units, p, place * units, units);
        for (int kind = 0; kind < s.length; kind++) {
            states[kind].get(row * units, s[kind], place * units, units);
        }
    }

    private void write(int row, int place) {
        weights.put(row * units, p, place * units, units);
        for (int kind = 0; kind < s.length; kind++) {
            states[kind].put(row * units, s[kind], place * units, units);
        }
    }

    /** Adds the batch's sums of rows; after {@link #read}. */
    void addTo(float[] sums) {
        for (int row = 0; row < batch.rows(); row++) {
            for (int entry = batch.start(row); entry < batch.start(row + 1); entry++) {
                addScaled(p, entryPlaces[entry] * units, batch.value(entry), sums, row * units, units);
            }
        }
    }

    /** The gradient of the rows that the batch has, from that of its sums. */
    void gradient(float[] ofSums) {
        Arrays.fill(g, 0, count * units, 0);
        for (int row = 0; row < batch.rows(); row++) {
            for (int entry = batch.start(row); entry < batch.start(row + 1); entry++) {
                addScaled(ofSums, row * units, batch.value(entry), g, entryPlaces[entry] * units, units);
            }
        }
    }

    /** Sum of squares of the gradient. */
    public double gradientSquares() {
        return Loops.squares(g, count * units);
    }

    /** One step of the rows that have a gradient, after so many updates, the gradient multiplied by the scale first. */
    public void step(double scale, int iteration) {
        int length = count * units;
        float factor = (float) scale;
        if (factor != 1) {
            for (int i = 0; i < length; i++) {
                g[i] *= factor;
            }
        }
        if (l2 != 0) {
            addScaled(p, 0, l2, g, 0, length);
        }
        rule.begin(idle.settings().rate(), iteration, 0);
        rule.apply(g, s, length);
        if (idle.settings().decay() != 0) {
            addScaled(p, 0, (float) idle.settings().decay(), g, 0, length);
        }
        for (int i = 0; i < length; i++) {
            p[i] -= g[i];
        }
        for (int i = 0; i < count; i++) {
            write(columns[i], i);
            upTo[columns[i]] = iteration + 1;
        }
        forget();
    }

    private static void addScaled(float[] values, int from, float factor, float[] into, int to, int count) {
        for (int i = 0; i < count; i++) {
            into[to + i] += factor * values[from + i];
        }
    }
}

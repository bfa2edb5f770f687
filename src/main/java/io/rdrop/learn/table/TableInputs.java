package io.rdrop.learn.table;

/**
 * One row, encoded once for all members: its standardised numbers and lit slots, the labels before it and their
 * averages; and the same as inputs of a network by {@link Kind}.
 */
public final class TableInputs implements LabelHistory {
    /** Hat functions of a column. */
    static final int KNOTS = 16;

    /** The outermost ones stand at +-this, in deviations. */
    static final float KNOT_RANGE = 3;

    static final float SLOW_SCALE = 2;

    /** Inputs that a member may have or not. */
    public enum Kind {
        /** Numbers, and 1 for a lit slot. */
        COLUMNS,
        /** Earlier labels, one-hot, the latest first. */
        LAGS,
        /** Running means of one-hot labels, the fast one first. */
        AVERAGES,
        /** Numbers as weights of the two hat functions that they stand between: 16 a column. */
        KNOTS
    }

    private final TableShape shape;
    final float[] numbers;
    final int[] slots;
    /** The latest first. */
    final int[] lags;
    /** [2 * classes] fast, then slow. */
    final float[] averages;

    private final Entries columns;
    private final Entries labels;
    private final Entries means;
    private final Entries knots;
    private final double[] raw;
    private final boolean[] usual;

    public TableInputs(TableShape shape) {
        this.shape = shape;
        numbers = new float[shape.numbers()];
        slots = new int[shape.categories()];
        lags = new int[shape.lags()];
        averages = new float[2 * shape.classes()];
        raw = new double[shape.numbers()];
        usual = new boolean[shape.numbers()];
        columns = new Entries(shape.numbers() + shape.slots());
        labels = new Entries(shape.lags() * shape.classes());
        means = new Entries(2 * shape.classes());
        knots = new Entries(KNOTS * shape.numbers());
    }

    /** [numeric columns] standardised; 0 for what is missing. Not to be modified. */
    public float[] numbers() {
        return numbers;
    }

    /** [categorical columns] lit slots, or -1. Not to be modified. */
    public int[] slots() {
        return slots;
    }

    /** [numeric columns] as they came. Not to be modified. */
    public double[] raw() {
        return raw;
    }

    /** Whether the number of a column is neither missing nor an outlier. */
    public boolean isUsual(int column) {
        return usual[column];
    }

    @Override
    public int lastLabel() {
        return lags.length == 0 ? NO_LABEL : lags[0];
    }

    /** The inputs of a kind that are not 0. */
    public Entries of(Kind kind) {
        return switch (kind) {
            case COLUMNS -> columns;
            case LAGS -> labels;
            case AVERAGES -> means;
            case KNOTS -> knots;
        };
    }

    void raw(int column, double value, boolean isUsual) {
        raw[column] = value;
        usual[column] = isUsual;
    }

    /** Makes the inputs of all kinds of what the row is. */
    void derive() {
        columns.clear();
        labels.clear();
        means.clear();
        knots.clear();
        for (int i = 0; i < numbers.length; i++) {
            columns.add(i, numbers[i]);
            float place = (Math.max(-KNOT_RANGE, Math.min(KNOT_RANGE, numbers[i])) + KNOT_RANGE)
                    * ((KNOTS - 1) / (2 * KNOT_RANGE));
            int left = Math.min(KNOTS - 2, (int) place);
            knots.add(i * KNOTS + left, 1 - (place - left));
            knots.add(i * KNOTS + left + 1, place - left);
        }
        for (int slot : slots) {
            if (slot >= 0) {
                columns.add(numbers.length + slot, 1);
            }
        }
        for (int lag = 0; lag < lags.length; lag++) {
            if (lags[lag] != NO_LABEL) {
                labels.add(lag * shape.classes() + lags[lag], 1);
            }
        }
        for (int i = 0; i < averages.length; i++) {
            means.add(i, i < shape.classes() ? averages[i] : SLOW_SCALE * averages[i]);
        }
    }
}

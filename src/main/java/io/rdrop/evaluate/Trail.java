package io.rdrop.evaluate;

/**
 * The latest numbers of a stream, oldest first. No place is written to twice, so that what they are now can still be
 * read, by any thread, when others have come: a {@link View} costs nothing.
 */
final class Trail {
    private static final int FIRST_CAPACITY = 1024;

    private final int window;
    private double[] values;
    private int size;
    private int end;

    /** What the latest numbers were at a time. */
    record View(double[] values, int from, int to) {
        int size() {
            return to - from;
        }

        /** The age of the oldest is 0. */
        double get(int age) {
            return values[from + age];
        }

        /** One after the other, so that every window of these numbers has the same sum, to the bit. */
        double sum() {
            double sum = 0;
            for (int at = from; at < to; at++) {
                sum += values[at];
            }
            return sum;
        }
    }

    Trail(int window) {
        this.window = window;
        this.values = new double[Math.min(window, FIRST_CAPACITY)];
    }

    void add(double value) {
        if (end == values.length) {
            double[] next = new double[(int) Math.min(2L * size, (long) window + Math.max(1, window / 4))];
            System.arraycopy(values, end - size, next, 0, size);
            values = next;
            end = size;
        }
        values[end++] = value;
        size = Math.min(size + 1, window);
    }

    View view() {
        return new View(values, end - size, end);
    }
}

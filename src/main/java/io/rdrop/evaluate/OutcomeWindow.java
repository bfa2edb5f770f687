package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last outcomes, in a ring. Counts move with the ring; the log-loss is summed when read, from the oldest to the newest, so
 * that it neither drifts nor depends on where the ring stands.
 */
final class OutcomeWindow {
    private static final int FIRST_CAPACITY = 1024;
    private static final int NO_CHANGE_HIT = 1;
    private static final int MAJORITY_HIT = 2;

    private final int classes;
    private final int window;
    private final OutcomeCounts counts;
    private int[] labels;
    private int[] predictions;
    private double[] logLosses;
    private byte[] hits;
    /** Where the next outcome goes; once the ring is full, that is the oldest. */
    private int next;

    private int size;

    OutcomeWindow(int classes, int window) {
        this.classes = classes;
        this.window = window;
        this.counts = new OutcomeCounts(classes);
        int capacity = Math.min(window, FIRST_CAPACITY);
        this.labels = new int[capacity];
        this.predictions = new int[capacity];
        this.logLosses = new double[capacity];
        this.hits = new byte[capacity];
    }

    void add(Outcome outcome) {
        if (size == window) {
            counts.remove(get(next));
        } else {
            size++;
            grow();
        }
        labels[next] = outcome.label();
        predictions[next] = outcome.prediction();
        logLosses[next] = outcome.logLoss();
        hits[next] = (byte) ((outcome.noChangeHit() ? NO_CHANGE_HIT : 0) | (outcome.majorityHit() ? MAJORITY_HIT : 0));
        counts.add(outcome);
        next = next + 1 == window ? 0 : next + 1;
    }

    private void grow() {
        if (size > labels.length) {
            int capacity = (int) Math.min(window, 2L * labels.length);
            labels = Arrays.copyOf(labels, capacity);
            predictions = Arrays.copyOf(predictions, capacity);
            logLosses = Arrays.copyOf(logLosses, capacity);
            hits = Arrays.copyOf(hits, capacity);
        }
    }

    private Outcome get(int at) {
        return new Outcome(
                labels[at],
                predictions[at],
                logLosses[at],
                (hits[at] & NO_CHANGE_HIT) != 0,
                (hits[at] & MAJORITY_HIT) != 0);
    }

    /** @param age 0 is the oldest */
    private int position(int age) {
        int oldest = size == window ? next : 0;
        return (int) (((long) oldest + age) % window);
    }

    Scores scores() {
        double sum = 0;
        for (int age = 0; age < size; age++) {
            sum += logLosses[position(age)];
        }
        return counts.scores(sum);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int age = 0; age < size; age++) {
            int at = position(age);
            out.writeInt(labels[at]);
            out.writeInt(predictions[at]);
            out.writeDouble(logLosses[at]);
            out.writeByte(hits[at]);
        }
    }

    /** Reads outcomes into an empty window; of more than fit, the newest stay. */
    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < 0) {
            throw new IOException("scores state is damaged: " + saved + " examples in the window");
        }
        for (int i = 0; i < saved; i++) {
            int label = in.readInt();
            int prediction = in.readInt();
            double logLoss = in.readDouble();
            int hit = in.readByte();
            if (label < 0 || label >= classes || prediction < 0 || prediction >= classes || !(logLoss >= 0)) {
                throw new IOException("scores state is damaged: label " + label + ", prediction " + prediction
                        + ", log-loss " + logLoss + " of " + classes + " classes");
            }
            add(new Outcome(label, prediction, logLoss, (hit & NO_CHANGE_HIT) != 0, (hit & MAJORITY_HIT) != 0));
        }
    }
}

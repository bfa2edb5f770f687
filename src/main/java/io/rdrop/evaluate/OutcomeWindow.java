package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last outcomes, in a ring. The log-loss is summed when read: it neither drifts nor depends on the ring. */
final class OutcomeWindow {
    private static final int NO_CHANGE_HIT = 1;
    private static final int MAJORITY_HIT = 2;

    private final int classes;
    private final Ring ring;
    private final OutcomeCounts counts;
    private final ClassTally tally;
    private int[] labels;
    private int[] predictions;
    private int[] confidences;
    private double[] logLosses;
    private byte[] hits;

    OutcomeWindow(int classes, int window) {
        this.classes = classes;
        this.ring = new Ring(window);
        this.counts = new OutcomeCounts(classes);
        this.tally = new ClassTally(classes);
        int capacity = ring.firstCapacity();
        this.labels = new int[capacity];
        this.predictions = new int[capacity];
        this.confidences = new int[capacity];
        this.logLosses = new double[capacity];
        this.hits = new byte[capacity];
    }

    void add(Outcome outcome) {
        if (ring.isFull()) {
            Outcome oldest = get(ring.next());
            counts.remove(oldest);
            tally.count(oldest.label(), oldest.prediction(), -1);
        }
        grow();
        int at = ring.next();
        labels[at] = outcome.label();
        predictions[at] = outcome.prediction();
        confidences[at] = outcome.confidence();
        logLosses[at] = outcome.logLoss();
        hits[at] = (byte) ((outcome.noChangeHit() ? NO_CHANGE_HIT : 0) | (outcome.majorityHit() ? MAJORITY_HIT : 0));
        counts.add(outcome);
        tally.count(outcome.label(), outcome.prediction(), 1);
        ring.advance();
    }

    private void grow() {
        int capacity = ring.capacity(labels.length);
        if (capacity > labels.length) {
            labels = Arrays.copyOf(labels, capacity);
            predictions = Arrays.copyOf(predictions, capacity);
            confidences = Arrays.copyOf(confidences, capacity);
            logLosses = Arrays.copyOf(logLosses, capacity);
            hits = Arrays.copyOf(hits, capacity);
        }
    }

    private Outcome get(int at) {
        return new Outcome(
                labels[at],
                predictions[at],
                confidences[at],
                logLosses[at],
                (hits[at] & NO_CHANGE_HIT) != 0,
                (hits[at] & MAJORITY_HIT) != 0);
    }

    ClassTally tally() {
        return tally;
    }

    Scores scores() {
        // Once per micro-batch: two straight runs through the ring cost a fifth of a look-up of each place.
        int oldest = ring.position(0);
        double sum = 0;
        for (int at = oldest; at < ring.size(); at++) {
            sum += logLosses[at];
        }
        for (int at = 0; at < oldest; at++) {
            sum += logLosses[at];
        }
        return counts.scores(sum);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            int at = ring.position(age);
            out.writeInt(labels[at]);
            out.writeInt(predictions[at]);
            out.writeInt(confidences[at]);
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
            int confidence = in.readInt();
            double logLoss = in.readDouble();
            int hit = in.readByte();
            boolean outside = label < 0 || label >= classes || prediction < 0 || prediction >= classes;
            if (outside || confidence < 0 || confidence > CalibrationBins.ONE || !(logLoss >= 0)) {
                throw new IOException("scores state is damaged: label " + label + ", prediction " + prediction
                        + " with confidence " + confidence + ", log-loss " + logLoss + " of " + classes + " classes");
            }
            add(new Outcome(
                    label, prediction, confidence, logLoss, (hit & NO_CHANGE_HIT) != 0, (hit & MAJORITY_HIT) != 0));
        }
    }
}

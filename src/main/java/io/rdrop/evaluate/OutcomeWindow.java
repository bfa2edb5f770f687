package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last outcomes. Their log-loss is summed when read, so that what has passed through leaves no rounding. */
final class OutcomeWindow {
    private static final int NO_CHANGE_HIT = 1;
    private static final int MAJORITY_HIT = 2;

    private final int classes;
    private final Ring ring;
    private final OutcomeCounts counts;
    private final ClassTally tally;
    private final Trail logLosses;
    private int[] labels;
    private int[] predictions;
    private int[] confidences;
    private byte[] hits;

    OutcomeWindow(int classes, int window) {
        this.classes = classes;
        this.ring = new Ring(window);
        this.counts = new OutcomeCounts(classes);
        this.tally = new ClassTally(classes);
        this.logLosses = new Trail(window);
        int capacity = ring.firstCapacity();
        this.labels = new int[capacity];
        this.predictions = new int[capacity];
        this.confidences = new int[capacity];
        this.hits = new byte[capacity];
    }

    void add(Outcome outcome) {
        if (ring.isFull()) {
            Outcome oldest = get(0, logLosses.view());
            counts.remove(oldest);
            tally.count(oldest.label(), oldest.prediction(), -1);
        }
        grow();
        int at = ring.next();
        labels[at] = outcome.label();
        predictions[at] = outcome.prediction();
        confidences[at] = outcome.confidence();
        logLosses.add(outcome.logLoss());
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
            hits = Arrays.copyOf(hits, capacity);
        }
    }

    private Outcome get(int age, Trail.View losses) {
        int at = ring.position(age);
        return new Outcome(
                labels[at],
                predictions[at],
                confidences[at],
                losses.get(age),
                (hits[at] & NO_CHANGE_HIT) != 0,
                (hits[at] & MAJORITY_HIT) != 0);
    }

    /** Scores of the outcomes that are here now. */
    Scores scores(ClassDetails byClass) {
        OutcomeCounts now = counts.copy();
        Trail.View losses = logLosses.view();
        return byClass.ofWindow(now.examples(), () -> now.scores(losses.sum()), tally);
    }

    void save(DataOutput out) throws IOException {
        Trail.View losses = logLosses.view();
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            int at = ring.position(age);
            out.writeInt(labels[at]);
            out.writeInt(predictions[at]);
            out.writeInt(confidences[at]);
            out.writeDouble(losses.get(age));
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

package io.rdrop.evaluate;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Integer counts over a set of outcomes; taking an outcome out undoes putting it in, exactly. */
final class OutcomeCounts {
    private final long[] labels;
    private final long[] predictions;
    private long examples;
    private long hits;
    private long noChangeHits;
    private long majorityHits;
    private CalibrationBins calibration = new CalibrationBins();

    OutcomeCounts(int classes) {
        this(new long[classes], new long[classes]);
    }

    private OutcomeCounts(long[] labels, long[] predictions) {
        this.labels = labels;
        this.predictions = predictions;
    }

    OutcomeCounts copy() {
        OutcomeCounts copy = new OutcomeCounts(labels.clone(), predictions.clone());
        copy.examples = examples;
        copy.hits = hits;
        copy.noChangeHits = noChangeHits;
        copy.majorityHits = majorityHits;
        copy.calibration = calibration.copy();
        return copy;
    }

    void add(Outcome outcome) {
        count(outcome, 1);
    }

    void remove(Outcome outcome) {
        count(outcome, -1);
    }

    private void count(Outcome outcome, int by) {
        examples += by;
        labels[outcome.label()] += by;
        predictions[outcome.prediction()] += by;
        hits += outcome.hit() ? by : 0;
        noChangeHits += outcome.noChangeHit() ? by : 0;
        majorityHits += outcome.majorityHit() ? by : 0;
        calibration.count(outcome, by);
    }

    long examples() {
        return examples;
    }

    /** Examples of a class. */
    long labelled(int label) {
        return labels[label];
    }

    /** @param logLossSum over the same outcomes */
    Scores scores(double logLossSum) {
        double n = examples; // 0 / 0 makes the scores of no example NaN
        return new Scores(
                examples,
                Map.of(
                        Score.ACCURACY, hits / n,
                        Score.KAPPA, kappa(),
                        Score.LOG_LOSS, logLossSum / n,
                        Score.CALIBRATION_ERROR, calibration.error(examples),
                        Score.NO_CHANGE_ACCURACY, noChangeHits / n,
                        Score.MAJORITY_ACCURACY, majorityHits / n,
                        Score.CONSTANT_ACCURACY, Arrays.stream(labels).max().orElse(0) / n));
    }

    private double kappa() {
        double n = examples;
        double chance = 0;
        for (int c = 0; c < labels.length; c++) {
            chance += (labels[c] / n) * (predictions[c] / n);
        }
        return chance >= 1 ? 0 : (hits / n - chance) / (1 - chance);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(hits);
        out.writeLong(noChangeHits);
        out.writeLong(majorityHits);
        for (int c = 0; c < labels.length; c++) {
            out.writeLong(labels[c]);
            out.writeLong(predictions[c]);
        }
        calibration.save(out);
    }

    static OutcomeCounts restore(int classes, DataInput in) throws IOException {
        OutcomeCounts counts = new OutcomeCounts(classes);
        counts.hits = in.readLong();
        counts.noChangeHits = in.readLong();
        counts.majorityHits = in.readLong();
        long predicted = 0;
        long least = Math.min(counts.hits, Math.min(counts.noChangeHits, counts.majorityHits));
        for (int c = 0; c < classes; c++) {
            counts.labels[c] = in.readLong();
            counts.predictions[c] = in.readLong();
            counts.examples += counts.labels[c];
            predicted += counts.predictions[c];
            least = Math.min(least, Math.min(counts.labels[c], counts.predictions[c]));
        }
        long most = Math.max(counts.hits, Math.max(counts.noChangeHits, counts.majorityHits));
        if (least < 0 || most > counts.examples || predicted != counts.examples) {
            throw new IOException("scores state is damaged: " + counts.hits + ", " + counts.noChangeHits + " and "
                    + counts.majorityHits + " hits, labels " + Arrays.toString(counts.labels) + " and predictions "
                    + Arrays.toString(counts.predictions) + " do not add up");
        }
        counts.calibration = CalibrationBins.restore(counts.examples, in);
        return counts;
    }
}

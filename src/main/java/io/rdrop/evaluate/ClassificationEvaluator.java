package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores predictions that were made before their example was trained on, over the whole stream and over its last
 * examples, beside two referees that need no model: no-change predicts the previous label, majority the most frequent
 * label so far (the lowest class on ties). Both count as wrong on the very first example. The window restricts the
 * outcomes of these same referees; they do not start anew in it. Where the classes take turns both are wrong more often
 * than a coin: the third referee is the best constant in hindsight, max_c n_c / n over the same examples.
 *
 * <p>The model predicts the class of highest probability, the lowest on ties. The log-loss floors probabilities at
 * 1e-15 and cuts them at 1; NaN counts as 0. Kappa is (accuracy - chance) / (1 - chance), with chance from the marginal
 * counts. The calibration error is that of {@link CalibrationBins}, the area under the ROC curve that of {@link
 * RankHistograms}.
 *
 * <p>{@link #add} takes O(classes) and allocates nothing that lasts. Not thread-safe; its scores are.
 */
public final class ClassificationEvaluator implements PrequentialEvaluator {
    private static final int FORMAT = 2;
    private static final double PROBABILITY_FLOOR = 1e-15;
    private static final int NONE = -1;

    private final int classes;
    private final int window;
    private OutcomeCounts total;
    private CompensatedSum logLoss = new CompensatedSum();
    private OutcomeWindow recent;
    private int previous = NONE;
    private int majority = NONE;
    private final ClassDetails byClass;

    /** The window is that of the sliding scores. */
    public ClassificationEvaluator(int classes, int window) {
        this(IntStream.range(0, classes).mapToObj(Integer::toString).toList(), window);
    }

    /**
     * @param names of the classes, at least 1
     * @param window examples in the sliding scores, at least 1
     */
    public ClassificationEvaluator(List<String> names, int window) {
        classes = names.size();
        if (classes < 1 || window < 1) {
            throw new IllegalArgumentException(
                    "classes and window must be >= 1 but were " + classes + " and " + window);
        }
        this.window = window;
        this.total = new OutcomeCounts(classes);
        this.recent = new OutcomeWindow(classes, window);
        this.byClass = new ClassDetails(names);
    }

    @Override
    public void add(double target, float[] probabilities, int from) {
        int label = (int) target;
        if (!(target >= 0 && target < classes) || label != target) {
            throw new IllegalArgumentException("label must be within 0.." + (classes - 1) + " but was " + target);
        }
        if (from < 0 || from > probabilities.length - classes) {
            throw new IllegalArgumentException("probabilities must hold " + classes + " values from " + from
                    + " but held " + probabilities.length + " in all");
        }
        int prediction = mostProbable(probabilities, from);
        Outcome outcome = new Outcome(
                label,
                prediction,
                CalibrationBins.scaled(probabilities[from + prediction]),
                logLoss(probabilities[from + label]),
                label == previous,
                label == majority);
        total.add(outcome);
        logLoss.add(outcome.logLoss());
        recent.add(outcome);
        byClass.add(label, prediction, probabilities, from);
        previous = label;
        if (majority == NONE || outranks(label, majority)) {
            majority = label;
        }
    }

    @Override
    public RowMeasure measure(double target, float[] probabilities, int from) {
        double entropy = 0;
        for (int c = 0; c < classes; c++) {
            float p = probabilities[from + c];
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        if (Double.isNaN(target)) {
            return new RowMeasure(Double.NaN, Double.NaN, entropy);
        }
        int label = (int) target;
        return new RowMeasure(
                mostProbable(probabilities, from) == label ? 0 : 1, logLoss(probabilities[from + label]), entropy);
    }

    private int mostProbable(float[] probabilities, int from) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY; // NaN is never above it
        for (int c = 0; c < classes; c++) {
            if (probabilities[from + c] > most) {
                best = c;
                most = probabilities[from + c];
            }
        }
        return best;
    }

    private static double logLoss(float probability) {
        if (!(probability > PROBABILITY_FLOOR)) {
            return -Math.log(PROBABILITY_FLOOR);
        }
        return probability < 1 ? -Math.log(probability) : 0;
    }

    private boolean outranks(int label, int other) {
        long count = total.labelled(label);
        long otherCount = total.labelled(other);
        return count > otherCount || (count == otherCount && label < other);
    }

    @Override
    public Scores cumulative() {
        OutcomeCounts counts = total.copy();
        double sum = logLoss.value();
        return byClass.sinceStart(counts.examples(), () -> counts.scores(sum));
    }

    @Override
    public Scores window() {
        return recent.scores(byClass);
    }

    @Override
    public ClassDetails classes() {
        return byClass;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(classes);
        out.writeInt(previous);
        total.save(out);
        logLoss.save(out);
        recent.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        try {
            read(in);
        } catch (EOFException e) {
            throw new IOException("scores state is damaged: it ends too early", e);
        }
    }

    private void read(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("scores state must have format " + FORMAT + " but had " + format);
        }
        int savedClasses = in.readInt();
        if (savedClasses != classes) {
            throw new IOException("scores state must have " + classes + " classes but had " + savedClasses);
        }
        int savedPrevious = in.readInt();
        OutcomeCounts savedTotal = OutcomeCounts.restore(classes, in);
        boolean empty = savedTotal.examples() == 0;
        if (savedPrevious < NONE || savedPrevious >= classes || empty != (savedPrevious == NONE)) {
            throw new IOException("scores state is damaged: previous label " + savedPrevious + " after "
                    + savedTotal.examples() + " examples");
        }
        CompensatedSum savedLogLoss = CompensatedSum.restore(in);
        OutcomeWindow savedRecent = new OutcomeWindow(classes, window);
        savedRecent.restore(in);
        previous = savedPrevious;
        total = savedTotal;
        logLoss = savedLogLoss;
        recent = savedRecent;
        majority = NONE;
        for (int c = 0; c < classes && !empty; c++) {
            if (majority == NONE || outranks(c, majority)) {
                majority = c;
            }
        }
    }
}

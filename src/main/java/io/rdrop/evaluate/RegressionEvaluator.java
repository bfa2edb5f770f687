package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;

/**
 * Scores predicted numbers, over the whole stream and over its last examples, beside two referees that need no model:
 * last value predicts the previous target, running mean the mean of all targets before. The stream's first example,
 * before which neither knows anything, is scored for nobody: all three answer for the same examples. The window
 * restricts the errors of these same referees; they do not start anew in it.
 *
 * <p>R2 is 1 - (squared errors) / (squared deviations of the targets from their mean over the same examples), and 0
 * where the targets do not vary. A prediction that is not finite (NaN, infinite, or the largest float32, at which
 * infinite ones are cut) counts as the model's largest error so far, or as the larger one of its referees' on this
 * example if that is more: it is never a good prediction, yet one of them does not drown all the others.
 *
 * <p>{@link #add} takes O(1). Not thread-safe; its scores are.
 */
public final class RegressionEvaluator implements PrequentialEvaluator {
    private static final int FORMAT = 1;

    private final int window;
    private Spread targets = new Spread();
    private double previous;
    private double largestError;
    private ErrorSums total = new ErrorSums();
    private ErrorWindow recent;

    /** @param window examples in the sliding scores, at least 1 */
    public RegressionEvaluator(int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be >= 1 but was " + window);
        }
        this.window = window;
        this.recent = new ErrorWindow(window);
    }

    @Override
    public void add(double target, float[] predictions, int from) {
        if (!(Math.abs(target) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("target must be finite (float32) but was " + target);
        }
        if (from < 0 || from >= predictions.length) {
            throw new IllegalArgumentException(
                    "predictions must hold one at " + from + " but held " + predictions.length + " in all");
        }
        if (targets.count() > 0) {
            double lastValue = Math.abs(target - previous);
            double runningMean = Math.abs(target - targets.mean());
            double model = error(target, predictions[from], Math.max(lastValue, runningMean));
            Errors errors = new Errors(target, model, lastValue, runningMean);
            total.add(errors);
            recent.add(errors);
        }
        previous = target;
        targets.add(target);
    }

    @Override
    public RowMeasure measure(double target, float[] predictions, int from) {
        boolean isNumber = Float.isFinite(predictions[from]);
        double error =
                isNumber || Double.isNaN(target) ? Math.abs(target - predictions[from]) : Double.POSITIVE_INFINITY;
        return new RowMeasure(error, Double.NaN, Double.NaN);
    }

    private double error(double target, float prediction, double refereesLarger) {
        if (!(Math.abs(prediction) < Float.MAX_VALUE)) {
            return Math.max(largestError, refereesLarger);
        }
        double error = Math.abs(target - prediction);
        largestError = Math.max(largestError, error);
        return error;
    }

    /** Scores since the start, without the first example; NaN before the second. */
    @Override
    public Scores cumulative() {
        return total.scores();
    }

    /** Scores of the last examples; NaN before the stream's second. */
    @Override
    public Scores window() {
        return recent.scores();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        targets.save(out);
        out.writeDouble(previous);
        out.writeDouble(largestError);
        total.save(out);
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
        Spread savedTargets = Spread.restore(in);
        double savedPrevious = in.readDouble();
        double savedLargest = in.readDouble();
        if (!(Math.abs(savedPrevious) <= Float.MAX_VALUE) || !isError(savedLargest)) {
            throw new IOException(
                    "scores state is damaged: previous target " + savedPrevious + ", largest error " + savedLargest);
        }
        ErrorSums savedTotal = ErrorSums.restore(in);
        if (savedTotal.examples() != Math.max(0, savedTargets.count() - 1)) {
            throw new IOException("scores state is damaged: " + savedTotal.examples() + " examples scored of "
                    + savedTargets.count() + " targets");
        }
        ErrorWindow savedRecent = new ErrorWindow(window);
        savedRecent.restore(in);
        targets = savedTargets;
        previous = savedPrevious;
        largestError = savedLargest;
        total = savedTotal;
        recent = savedRecent;
    }

    /** Whether it can be the distance of two numbers of float32. */
    static boolean isError(double error) {
        return error >= 0 && error <= 2.0 * Float.MAX_VALUE;
    }
}

package io.rdrop.tools.report;

import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;

/**
 * One point of a model's curves: the scores as they stood there, and the means over the updates since the point before.
 * The two terms of its steps are named by {@link io.rdrop.example.TaskTerms}.
 *
 * @param trained examples trained on so far
 * @param cumulative scores since the model's first example
 * @param window scores over the last examples (evaluation.window)
 * @param updates updates behind the three means; an update that was left out is none
 * @param error mean, per row; NaN without an update
 * @param divergence mean, per row, without alpha; NaN without an update
 * @param stepMs mean wall time of a step, milliseconds; NaN without an update
 * @param gradientNorm mean Euclidean norm of the gradient before it is shortened; NaN without an update
 * @param learningRate that of the latest update; NaN without an update
 */
public record CurvePoint(
        long trained,
        Scores cumulative,
        Scores window,
        long updates,
        double error,
        double divergence,
        double stepMs,
        double gradientNorm,
        double learningRate) {

    static CurvePoint of(StepReport report) {
        boolean applied = report.applied();
        return new CurvePoint(
                report.trained(),
                report.cumulative().withoutClasses(),
                report.window().withoutClasses(),
                applied ? 1 : 0,
                applied ? report.crossEntropy() : Double.NaN,
                applied ? report.klDivergence() : Double.NaN,
                applied ? report.stepMs() : Double.NaN,
                applied ? report.gradientNorm() : Double.NaN,
                applied ? report.learningRate() : Double.NaN);
    }

    /** This point with the updates of the one before it, which is dropped, in its means. */
    CurvePoint absorbing(CurvePoint before) {
        return new CurvePoint(
                trained,
                cumulative,
                window,
                updates + before.updates,
                mean(error, before.error, before.updates),
                mean(divergence, before.divergence, before.updates),
                mean(stepMs, before.stepMs, before.updates),
                mean(gradientNorm, before.gradientNorm, before.updates),
                updates == 0 ? before.learningRate : learningRate);
    }

    private double mean(double own, double other, long otherUpdates) {
        if (updates == 0 || otherUpdates == 0) {
            return updates == 0 ? other : own;
        }
        return own + (other - own) * otherUpdates / (updates + otherUpdates);
    }
}

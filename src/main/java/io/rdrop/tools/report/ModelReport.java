package io.rdrop.tools.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.List;
import java.util.Map;

/**
 * What one model did. {@link StepTerms} says what stands for the cross-entropy and the KL divergence in a regression.
 *
 * @param model model key
 * @param steps training steps, those before this run included if it went on from a saved state
 * @param stepsLeftOut micro-batches of this run whose update was left out because loss or gradient was not finite
 * @param trained examples trained on, those before this run included
 * @param prequential scores since the model's first example
 * @param window scores over the last examples (evaluation.window)
 * @param crossEntropy mean over the last 100 applied updates, nats per row; NaN without one
 * @param klDivergence mean over the last 100 applied updates, nats per row, without alpha; NaN without one
 * @param alpha weight of the KL term at the last step; NaN without a step
 * @param stepMillisP50 median wall time of a step, milliseconds, within 1 %
 * @param stepMillisP99 99th percentile of the same
 * @param curve at most 1,000 points over the run, the first and the last step among them
 */
public record ModelReport(
        String model,
        long steps,
        long stepsLeftOut,
        long trained,
        Scores prequential,
        Scores window,
        double crossEntropy,
        double klDivergence,
        double alpha,
        double stepMillisP50,
        double stepMillisP99,
        List<CurvePoint> curve) {
    /** Which task it would have been is not known; these are the scores of the usual one. */
    private static final Scores NO_SCORES = new Scores(
            0,
            Map.of(
                    Score.ACCURACY, Double.NaN,
                    Score.KAPPA, Double.NaN,
                    Score.LOG_LOSS, Double.NaN,
                    Score.CALIBRATION_ERROR, Double.NaN,
                    Score.NO_CHANGE_ACCURACY, Double.NaN,
                    Score.MAJORITY_ACCURACY, Double.NaN));

    public ModelReport {
        curve = List.copyOf(curve);
    }

    /** A model that has not taken a step. */
    static ModelReport none(String model) {
        double nan = Double.NaN;
        return new ModelReport(model, 0, 0, 0, NO_SCORES, NO_SCORES, nan, nan, nan, nan, nan, List.of());
    }
}

package io.rdrop.tools.report;

import io.rdrop.example.Outliers;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport.Pool;
import io.rdrop.example.TaskTerms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model did. The two terms of its steps are named by {@link TaskTerms}.
 *
 * @param model model key
 * @param steps training steps, those before this run included if it went on from a saved state
 * @param stepsLeftOut micro-batches of this run whose update was left out because loss or gradient was not finite
 * @param trained examples trained on, those before this run included
 * @param prequential scores since the model's first example
 * @param window scores over the last examples (evaluation.window)
 * @param error mean over the last 100 applied updates, per row; NaN without one
 * @param divergence mean over the last 100 applied updates, per row, without alpha; NaN without one
 * @param alpha weight of the KL term at the last step; NaN without a step
 * @param setbacks how often it diverged
 * @param stepMillisP50 median wall time of a step, milliseconds, within 1 %
 * @param stepMillisP99 99th percentile of the same
 * @param pool how the members of its pool do now; null for one network, or without a step
 * @param outliers numbers that were left out in this run, by column
 * @param curve at most 1,000 points over the run, the first and the last step among them
 */
public record ModelReport(
        String model,
        long steps,
        long stepsLeftOut,
        long trained,
        Scores prequential,
        Scores window,
        double error,
        double divergence,
        double alpha,
        Setbacks setbacks,
        double stepMillisP50,
        double stepMillisP99,
        @Nullable Pool pool,
        List<Outliers> outliers,
        List<CurvePoint> curve) {
    public ModelReport {
        outliers = List.copyOf(outliers);
        curve = List.copyOf(curve);
    }

    /** A model that has not taken a step. */
    static ModelReport none(TaskTerms terms, String model) {
        double nan = Double.NaN;
        Scores none = terms.unscored();
        return new ModelReport(
                model, 0, 0, 0, none, none, nan, nan, nan, Setbacks.NONE, nan, nan, null, List.of(), List.of());
    }
}

package io.rdrop.tools.report;

import io.rdrop.example.DriftReport;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects one model's steps in bounded memory. */
final class ModelRecorder {
    private static final int RECENT_UPDATES = 100;
    private static final int MOST_SIGNALS = 50;

    private final Curve curve = new Curve();
    private final StepTimes times = new StepTimes();
    private final RecentMean error = new RecentMean(RECENT_UPDATES);
    private final RecentMean divergence = new RecentMean(RECENT_UPDATES);
    private final Map<String, Outliers> outliers = new LinkedHashMap<>();
    private @Nullable StepReport latest;
    private final Deque<DriftPoint> signals = new ArrayDeque<>();
    private long stepsLeftOut;
    private Setbacks setbacks = Setbacks.NONE;

    /** Takes one report; returns the examples newly trained on, 0 for a step already seen. */
    long add(StepReport report) {
        StepReport before = latest;
        // A restored job repeats the steps since its last checkpoint; they count on even where an update was left out
        // or no example had a label.
        if (before != null && report.step() <= before.step()) {
            return 0;
        }
        latest = report;
        setbacks = setbacks.after(before, report);
        curve.add(CurvePoint.of(report));
        times.add(report.stepMs());
        report.outliers().forEach(found -> outliers.merge(found.column(), found, Outliers::plus));
        note(report);
        if (!report.applied()) {
            stepsLeftOut++;
            return 0;
        }
        error.add(report.crossEntropy());
        divergence.add(report.klDivergence());
        return before == null ? report.rows() : report.trained() - before.trained();
    }

    private void note(StepReport report) {
        if (report.drift() != null) {
            report.drift().marks().stream()
                    .filter(mark -> mark.signal().equals(DriftReport.DRIFT))
                    .forEach(mark -> signals.add(
                            new DriftPoint(report.trained(), "signal: " + mark.detector() + " on " + mark.on())));
        }
        while (signals.size() > MOST_SIGNALS) {
            signals.remove();
        }
    }

    /** Where detectors signalled a drift; the latest of them. */
    List<DriftPoint> signals() {
        return List.copyOf(signals);
    }

    StepTimes times() {
        return times;
    }

    ModelReport build(TaskTerms terms, String model) {
        StepReport last = latest;
        if (last == null) {
            return ModelReport.none(terms, model);
        }
        return new ModelReport(
                model,
                last.step(),
                stepsLeftOut,
                last.trained(),
                last.cumulative(),
                last.window(),
                error.mean(),
                divergence.mean(),
                last.alpha(),
                setbacks,
                times.percentile(0.5),
                times.percentile(0.99),
                last.pool(),
                List.copyOf(outliers.values()),
                curve.points());
    }
}

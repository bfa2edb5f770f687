package io.rdrop.telemetry;

import io.rdrop.example.ClassScores;
import io.rdrop.example.ClassTables;
import io.rdrop.example.DriftReport;
import io.rdrop.example.NumberScores;
import io.rdrop.example.Outliers;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Step reports for tests, every value of its own so that none can be taken for another. */
final class Reports {
    static final long TIMESTAMP_MS = 1_700_000_000_000L;

    private Reports() {}

    static StepReport applied(String model, int rows) {
        return report(model, rows, true, TIMESTAMP_MS);
    }

    static StepReport nonFinite(String model, int rows) {
        return report(model, rows, false, TIMESTAMP_MS);
    }

    /** A step with scores by class. */
    static StepReport byClass(String model) {
        Scores scores = ClassTables.with(ClassScores.of(100, 0.82, 0.62, 0.42, 0.72, 0.52), ClassTables.fraud());
        Map<Score, Double> values = new EnumMap<>(scores.values());
        values.put(Score.CALIBRATION_ERROR, 0.11);
        values.put(Score.CONSTANT_ACCURACY, 0.53);
        values.put(Score.BALANCED_ACCURACY, 0.71);
        values.put(Score.AUC, 0.97);
        return report(model, 32, true, TIMESTAMP_MS, new Scores(100, values, scores.classes()), scores);
    }

    /** A step of a language model. */
    static StepReport language(String model) {
        Scores scores = new Scores(
                900,
                Map.of(
                        Score.BITS_PER_CHARACTER,
                        2.5,
                        Score.PERPLEXITY,
                        5.7,
                        Score.FREQUENCIES_BITS_PER_CHARACTER,
                        4.8,
                        Score.COUNTS_BITS_PER_CHARACTER,
                        2.9));
        return report(model, 32, true, TIMESTAMP_MS, scores, scores);
    }

    /** A step of a sequence tagger. */
    static StepReport tagging(String model) {
        Map<Score, Double> values = new EnumMap<>(Score.class);
        EnumSet.range(Score.TOKEN_ACCURACY, Score.CUT_SHARE).forEach(score -> values.put(score, 0.5));
        Scores scores = new Scores(900, values);
        return report(model, 32, true, TIMESTAMP_MS, scores, scores);
    }

    /** A step of a network that writes texts. */
    static StepReport written(String model, TaskTerms terms) {
        Map<Score, Double> values = new EnumMap<>(Score.class);
        terms.unscored().values().keySet().forEach(score -> values.put(score, 0.5));
        Scores scores = new Scores(900, values);
        return report(model, 32, true, TIMESTAMP_MS, scores, scores);
    }

    /** A step of a regression. */
    static StepReport regression(String model, int rows) {
        return report(
                model,
                rows,
                true,
                TIMESTAMP_MS,
                NumberScores.of(223, 2, 0.81, 3, 4),
                NumberScores.of(100, 20, 0.82, 30, 40));
    }

    static StepReport report(String model, int rows, boolean applied, long timestampMs) {
        return report(
                model,
                rows,
                applied,
                timestampMs,
                calibrated(ClassScores.of(224, 0.81, 0.61, 0.41, 0.71, 0.51), 0.11),
                calibrated(ClassScores.of(100, 0.82, 0.62, 0.42, 0.72, 0.52), 0.12));
    }

    private static Scores calibrated(Scores scores, double calibrationError) {
        Map<Score, Double> values = new EnumMap<>(scores.values());
        values.put(Score.CALIBRATION_ERROR, calibrationError);
        return new Scores(scores.examples(), values);
    }

    /** A step in which these numbers were left out. */
    static StepReport withOutliers(String model, Outliers... outliers) {
        Scores none = ClassScores.of(0, 0, 0, 0, 0, 0);
        return report(model, 1, true, 0, none, none, List.of(outliers));
    }

    /** A step after which a detector has signalled twice and warned five times. */
    static StepReport drifting(String model, double estimate) {
        return byClass(model)
                .withDrift(new DriftReport(
                        List.of(new DriftReport.Watch("ddm", "error", estimate, 5, 2)), List.of(), true));
    }

    /** A step of a pool of two. */
    static StepReport ofPool(String model) {
        return ofPool(
                model,
                List.of(
                        new StepReport.Member("norm", false, 0.75, 0.5, 0),
                        new StepReport.Member("r-drop", true, -0.25, 0.25, 3)));
    }

    static StepReport ofPool(String model, List<StepReport.Member> members) {
        StepReport one = byClass(model);
        return new StepReport(
                one.model(),
                one.step(),
                one.rows(),
                true,
                one.trained(),
                0,
                one.memory(),
                one.crossEntropy(),
                one.klDivergence(),
                one.loss(),
                one.alpha(),
                one.learningRate(),
                Double.NaN,
                0,
                one.cumulative(),
                one.window(),
                one.position(),
                one.eventTimeMs(),
                one.stepMs(),
                List.of(),
                new StepReport.Pool(members, List.of(new StepReport.Worth("r-drop", 0.0625, -0.125)), 2.5, 40));
    }

    private static StepReport report(
            String model, int rows, boolean applied, long timestampMs, Scores cumulative, Scores window) {
        return report(model, rows, applied, timestampMs, cumulative, window, List.of());
    }

    private static StepReport report(
            String model,
            int rows,
            boolean applied,
            long timestampMs,
            Scores cumulative,
            Scores window,
            List<Outliers> outliers) {
        return new StepReport(
                model,
                7,
                rows,
                applied,
                224,
                16,
                new StepReport.Memory(50, 12),
                0.5,
                0.25,
                1.125,
                0.75,
                0.001,
                3.5,
                applied ? 0 : 1,
                cumulative,
                window,
                new SourcePosition("examples", 0, 223, timestampMs),
                timestampMs,
                4.0,
                outliers,
                null);
    }
}

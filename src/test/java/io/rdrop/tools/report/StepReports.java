package io.rdrop.tools.report;

import io.rdrop.example.ClassScores;
import io.rdrop.example.Outliers;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import java.util.List;
import java.util.Random;

/** Made-up step reports that look like a run on a drifting stream. */
final class StepReports {
    static final int ROWS = 32;

    private StepReports() {}

    /** A plain report whose values follow from its step: cross-entropy is the step, KL a tenth of it. */
    static StepReport at(String model, long step) {
        return of(model, step, true, (double) step, step / 10.0, 2.0, scores(step * ROWS, 0.9), scores(1_000, 0.95));
    }

    /** An update that was left out, with the NaN that caused it. */
    static StepReport leftOut(String model, long step) {
        return of(model, step, false, Double.NaN, Double.NaN, 2.0, scores(step * ROWS, 0.9), scores(1_000, 0.95));
    }

    /** A plain report of a step in which the model diverged so often, at that learning rate since. */
    static StepReport diverged(String model, long step, int times, double learningRate) {
        StepReport plain = at(model, step);
        return new StepReport(
                model,
                step,
                ROWS,
                true,
                plain.trained(),
                0,
                plain.memory(),
                plain.crossEntropy(),
                plain.klDivergence(),
                plain.loss(),
                plain.alpha(),
                learningRate,
                plain.gradientNorm(),
                times,
                plain.cumulative(),
                plain.window(),
                plain.position(),
                plain.eventTimeMs(),
                plain.stepMs(),
                plain.outliers(),
                null);
    }

    static StepReport of(
            String model,
            long step,
            boolean applied,
            double crossEntropy,
            double klDivergence,
            double stepMs,
            Scores cumulative,
            Scores window) {
        return of(model, step, applied, crossEntropy, klDivergence, stepMs, cumulative, window, List.of());
    }

    /** A step in which these numbers were left out. */
    static StepReport withOutliers(String model, long step, Outliers... outliers) {
        Scores scores = scores(step * ROWS, 0.9);
        return of(model, step, true, 0.5, 0.1, 2.0, scores, scores, List.of(outliers));
    }

    private static StepReport of(
            String model,
            long step,
            boolean applied,
            double crossEntropy,
            double klDivergence,
            double stepMs,
            Scores cumulative,
            Scores window,
            List<Outliers> outliers) {
        return new StepReport(
                model,
                step,
                ROWS,
                applied,
                step * ROWS,
                0,
                new StepReport.Memory(0, 0),
                crossEntropy,
                klDivergence,
                2 * crossEntropy + klDivergence,
                1.0,
                0.001,
                0.7,
                0,
                cumulative,
                window,
                new SourcePosition("examples", 0, step * ROWS - 1, 1_000),
                1_000,
                stepMs,
                outliers,
                null);
    }

    static Scores scores(long examples, double accuracy) {
        return ClassScores.of(examples, accuracy, 0.7, 0.3, 0.85, 0.6);
    }

    /** Feeds a builder {@code steps} steps in which accuracy falls every quarter of the way and is learned again. */
    static void drifting(ReportBuilder builder, String model, int steps, double best, long seed) {
        Random random = new Random(seed);
        double right = 0;
        double noChangeRight = 0;
        double logLossSum = 0;
        double windowAccuracy = 0.5;
        for (int step = 1; step <= steps; step++) {
            double progress = step % (steps / 4.0) / (steps / 4.0);
            double skill = best - (step < steps / 4 ? 0.35 : 0.22) * Math.exp(-9 * progress);
            double noChange = 0.62 + 0.05 * Math.sin(step / 140.0);
            double logLoss = 1.25 * (1 - skill) + 0.12 + 0.02 * random.nextGaussian();
            right += skill;
            noChangeRight += noChange;
            logLossSum += logLoss;
            windowAccuracy += 0.06 * (skill + 0.05 * random.nextGaussian() - windowAccuracy);
            builder.add(of(
                    model,
                    step,
                    step % 701 != 0,
                    logLoss + 0.03 * Math.abs(random.nextGaussian()),
                    0.012 + 0.05 * (1 - skill) + 0.004 * Math.abs(random.nextGaussian()),
                    3.2 + Math.abs(random.nextGaussian()) + (step == 1 ? 40 : 0) + (step % 211 == 0 ? 9 : 0),
                    ClassScores.of(
                            (long) step * ROWS, right / step, 0.64, logLossSum / step, noChangeRight / step, 0.5712),
                    ClassScores.of(Math.min(1_000, step * ROWS), windowAccuracy, 0.66, logLoss, noChange, 0.57)));
        }
    }
}

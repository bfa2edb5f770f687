package io.rdrop.tools.bench;

import io.rdrop.example.Example;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.session.LocalRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's work on records in memory, in one thread and each stage timed by itself: no Kafka, no Flink, the same final
 * state.
 *
 * @param decodeNanos bytes to examples, per example
 * @param learnNanos encode, predict, score and train, per example
 * @param curve scores since the start, in order, each of 0.5 % more examples than the one before
 */
record BareRun(double decodeNanos, double learnNanos, StepReport last, List<Scores> curve, String stateSha256) {
    private static final double LEAST_GROWTH = 1.005;

    /** Stages alternate by so many records: long enough to time, short enough to stay in the caches. */
    private static final int CHUNK = 1024;

    private static final double NANOS_PER_SECOND = 1e9;

    /** Runs so many records of the repeated stream; fails if none can be learned from. */
    static BareRun of(BenchCase bench, long records) {
        long decodeNanos = 0;
        long learnNanos = 0;
        try (LocalRun run = new LocalRun(bench.job())) {
            Learner learner = run.learner(Example.DEFAULT_MODEL); // making it is no part of the work
            List<Example> chunk = new ArrayList<>(CHUNK);
            List<Scores> curve = new ArrayList<>();
            @Nullable StepReport last = null;
            for (long at = 0; at < records; at += CHUNK) {
                long start = System.nanoTime();
                chunk.clear();
                for (long i = at; i < Math.min(records, at + CHUNK); i++) {
                    Example example = run.decode(bench.record(i));
                    if (example != null) {
                        chunk.add(example);
                    }
                }
                long decoded = System.nanoTime();
                for (Example example : chunk) {
                    StepReport report = run.add(example);
                    last = report == null ? last : report;
                    if (report != null && isFurther(report.cumulative(), curve)) {
                        curve.add(report.cumulative());
                    }
                }
                decodeNanos += decoded - start;
                learnNanos += System.nanoTime() - decoded;
            }
            for (StepReport report : run.finish()) {
                last = report;
            }
            if (last == null) {
                throw new IllegalStateException("no record could be learned from");
            }
            curve.add(last.cumulative());
            double trained = learner.trained();
            return new BareRun(decodeNanos / trained, learnNanos / trained, last, curve, learner.stateSha256());
        }
    }

    private static boolean isFurther(Scores scores, List<Scores> curve) {
        return curve.isEmpty()
                || scores.examples()
                        > LEAST_GROWTH * curve.get(curve.size() - 1).examples();
    }

    /** Examples per second. */
    double rate() {
        return NANOS_PER_SECOND / (decodeNanos + learnNanos);
    }

    /** Examples per second of the learner alone. */
    double learnRate() {
        return NANOS_PER_SECOND / learnNanos;
    }
}

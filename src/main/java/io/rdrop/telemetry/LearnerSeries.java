package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.rdrop.example.ClassTable;
import io.rdrop.example.DriftReport;
import io.rdrop.example.Outliers;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The series of one model label in one subtask, whose thread writes; those of its task come with the first report. */
final class LearnerSeries {
    private static final double NANOS_PER_MS = 1e6;
    private static final Duration[] STEP_BUCKETS =
            millis(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    private static final Duration[] DELAY_BUCKETS =
            millis(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000);

    private static final Map<Score, Meters> SCORES = new EnumMap<>(Map.ofEntries(
            Map.entry(Score.ACCURACY, Meters.PREQUENTIAL_ACCURACY),
            Map.entry(Score.KAPPA, Meters.KAPPA),
            Map.entry(Score.LOG_LOSS, Meters.LOG_LOSS),
            Map.entry(Score.CALIBRATION_ERROR, Meters.CALIBRATION_ERROR),
            Map.entry(Score.NO_CHANGE_ACCURACY, Meters.NO_CHANGE_ACCURACY),
            Map.entry(Score.MAJORITY_ACCURACY, Meters.MAJORITY_ACCURACY),
            Map.entry(Score.CONSTANT_ACCURACY, Meters.CONSTANT_ACCURACY),
            Map.entry(Score.BALANCED_ACCURACY, Meters.BALANCED_ACCURACY),
            Map.entry(Score.AUC, Meters.AUC),
            Map.entry(Score.MAE, Meters.MEAN_ABSOLUTE_ERROR),
            Map.entry(Score.RMSE, Meters.ROOT_MEAN_SQUARED_ERROR),
            Map.entry(Score.R2, Meters.R2),
            Map.entry(Score.LAST_VALUE_MAE, Meters.LAST_VALUE_MAE),
            Map.entry(Score.LAST_VALUE_RMSE, Meters.LAST_VALUE_RMSE),
            Map.entry(Score.RUNNING_MEAN_MAE, Meters.RUNNING_MEAN_MAE),
            Map.entry(Score.RUNNING_MEAN_RMSE, Meters.RUNNING_MEAN_RMSE),
            Map.entry(Score.BITS_PER_CHARACTER, Meters.BITS_PER_CHARACTER),
            Map.entry(Score.FREQUENCIES_BITS_PER_CHARACTER, Meters.FREQUENCIES_BITS_PER_CHARACTER),
            Map.entry(Score.COUNTS_BITS_PER_CHARACTER, Meters.COUNTS_BITS_PER_CHARACTER),
            Map.entry(Score.PERPLEXITY, Meters.PERPLEXITY),
            Map.entry(Score.BLEU, Meters.BLEU),
            Map.entry(Score.CHRF, Meters.CHRF),
            Map.entry(Score.COPIED_BLEU, Meters.COPIED_BLEU),
            Map.entry(Score.COPIED_CHRF, Meters.COPIED_CHRF),
            Map.entry(Score.ROUGE_L, Meters.ROUGE_L),
            Map.entry(Score.ROUGE_1, Meters.ROUGE_1),
            Map.entry(Score.ROUGE_2, Meters.ROUGE_2),
            Map.entry(Score.LEAD_ROUGE_L, Meters.LEAD_ROUGE_L),
            Map.entry(Score.LEAD_ROUGE_1, Meters.LEAD_ROUGE_1),
            Map.entry(Score.LEAD_ROUGE_2, Meters.LEAD_ROUGE_2),
            Map.entry(Score.TOKEN_ACCURACY, Meters.TOKEN_ACCURACY),
            Map.entry(Score.TOKEN_LOG_LOSS, Meters.TOKEN_LOG_LOSS),
            Map.entry(Score.MACRO_F1, Meters.MACRO_F1),
            Map.entry(Score.SPAN_F1, Meters.SPAN_F1),
            Map.entry(Score.FREQUENT_TAG_ACCURACY, Meters.FREQUENT_TAG_ACCURACY),
            Map.entry(Score.FREQUENT_TAG_MACRO_F1, Meters.FREQUENT_TAG_MACRO_F1),
            Map.entry(Score.FREQUENT_TAG_SPAN_F1, Meters.FREQUENT_TAG_SPAN_F1),
            Map.entry(Score.CUT_SHARE, Meters.CUT_SHARE)));

    /** What shows the terms of a step. */
    private record TermMeters(Meters error, Meters divergence, Meters errorSum, Meters divergenceSum, Meters loss) {
        static TermMeters of(TaskTerms terms) {
            return switch (terms) {
                case CLASSES, TEXTS, TAGS, TRANSLATIONS, SUMMARIES ->
                    new TermMeters(
                            Meters.CROSS_ENTROPY,
                            Meters.KL_DIVERGENCE,
                            Meters.CROSS_ENTROPY_SUM,
                            Meters.KL_DIVERGENCE_SUM,
                            Meters.LOSS);
                case NUMBERS ->
                    new TermMeters(
                            Meters.SQUARED_ERROR,
                            Meters.PASS_DISTANCE,
                            Meters.SQUARED_ERROR_SUM,
                            Meters.PASS_DISTANCE_SUM,
                            Meters.SQUARED_LOSS);
            };
        }
    }

    /** Of a task whose confusion matrix has series: one for each pair of classes. */
    private static final int MOST_CONFUSED = 10;

    /** Of a pool's members that have series. */
    private static final int MOST_MEMBERS = 20;

    private final MeterGroup group;
    private final Tags tags;
    private final TermMeters terms;
    private final AtomicLong trained = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong nonFinite = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final Map<String, AtomicLong> outliers = new HashMap<>();
    private final Map<String, AtomicLong> signals = new HashMap<>();
    private boolean showsActing;
    private final AtomicLong divergences = new AtomicLong();
    private final AtomicLong stateBytes = new AtomicLong();
    private final AtomicLong dictionaryBytes = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();
    private final DoubleAdder error = new DoubleAdder();
    private final DoubleAdder divergence = new DoubleAdder();
    private final Timer stepDuration;
    private final Timer endToEndDelay;
    private final boolean byClass;
    private volatile @Nullable StepReport last;
    /** Of the pool's members; null before there are any. */
    private @Nullable MeterGroup ofPool;

    private List<String> members = List.of();
    private List<String> worth = List.of();

    /** @param byClass whether classes have series of their own, if there are few enough */
    LearnerSeries(MeterGroup group, String model, String subtask, TaskTerms terms, boolean byClass) {
        this.group = group;
        this.byClass = byClass;
        this.terms = TermMeters.of(terms);
        tags = Tags.of("model", model, "subtask", subtask);
        group.counter(Meters.EXAMPLES, tags.and("outcome", "trained"), trained);
        group.counter(Meters.EXAMPLES, tags.and("outcome", "non_finite"), nonFinite);
        group.counter(Meters.REPLAYED, tags, replayed);
        group.counter(Meters.STEPS, tags, steps);
        group.counter(Meters.DIVERGENCES, tags, divergences);
        group.gauge(Meters.STATE_BYTES, tags, stateBytes, AtomicLong::doubleValue);
        group.gauge(Meters.DICTIONARY_BYTES, tags, dictionaryBytes, AtomicLong::doubleValue);
        group.counter(Meters.DICTIONARY_FULL, tags, turnedAway);
        gauge(Meters.ALPHA, tags, StepReport::alpha);
        gauge(Meters.LEARNING_RATE, tags, StepReport::learningRate);
        gauge(Meters.GRADIENT_NORM, tags, StepReport::gradientNorm);
        gauge(Meters.MICRO_BATCH_EXAMPLES, tags, StepReport::rows);
        gauge(Meters.REPLAY_EXAMPLES, tags, report -> report.memory().replayExamples());
        gauge(Meters.VOCABULARY, tags, report -> report.memory().vocabulary());
        stepDuration = group.histogram(Meters.STEP_DURATION, tags, STEP_BUCKETS);
        endToEndDelay = group.histogram(Meters.END_TO_END_DELAY, tags, DELAY_BUCKETS);
    }

    /** Shows what detectors say; those that come later have series from then on. */
    private void show(DriftReport drift) {
        for (DriftReport.Watch watch : drift.watches()) {
            Tags of = tags.and("detector", watch.detector(), "watched", watch.on());
            String name = watch.detector() + " " + watch.on();
            signals.computeIfAbsent(name + " warning", key -> addSignals(of, DriftReport.WARNING))
                    .set(watch.warnings());
            signals.computeIfAbsent(name, key -> {
                        group.gauge(Meters.DRIFT_ESTIMATE, of, this, series -> series.estimate(watch));
                        return addSignals(of, DriftReport.DRIFT);
                    })
                    .set(watch.drifts());
        }
        if (!showsActing) {
            showsActing = true;
            gauge(
                    Meters.DRIFT_ACTING,
                    tags,
                    report -> report.drift() != null && report.drift().acting() ? 1 : 0);
        }
    }

    private AtomicLong addSignals(Tags of, String signal) {
        AtomicLong count = new AtomicLong();
        group.counter(Meters.DRIFT_SIGNALS, of.and("signal", signal), count);
        return count;
    }

    /** As of the last report; NaN once there is no such detector any more. */
    private double estimate(DriftReport.Watch one) {
        StepReport report = last;
        return report == null || report.drift() == null
                ? Double.NaN
                : report.drift().watches().stream()
                        .filter(watch -> watch.detector().equals(one.detector())
                                && watch.on().equals(one.on()))
                        .mapToDouble(DriftReport.Watch::estimate)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    void record(StepReport report, long nowMs) {
        (report.applied() ? trained : nonFinite).addAndGet(report.rows());
        if (report.applied() && Double.isFinite(report.loss())) {
            error.add(report.crossEntropy());
            divergence.add(report.klDivergence());
        }
        replayed.addAndGet(report.replayed());
        steps.incrementAndGet();
        add(report.outliers());
        divergences.addAndGet(report.divergences());
        boolean first = last == null;
        last = report;
        if (first) {
            addTask(report.cumulative(), report.window());
        }
        if (report.pool() != null) {
            show(report.pool());
        }
        if (report.drift() != null) {
            show(report.drift());
        }
        stepDuration.record((long) (report.stepMs() * NANOS_PER_MS), TimeUnit.NANOSECONDS);
        // Producers' clocks may be ahead of this one; a negative delay would not be counted at all.
        endToEndDelay.record(Math.max(0, nowMs - report.position().timestampMs()), TimeUnit.MILLISECONDS);
    }

    /** Adds what a restored model has behind it. */
    void add(long trainedBefore, long leftOutBefore, long replayedBefore, long stepsBefore, long divergencesBefore) {
        trained.addAndGet(trainedBefore);
        nonFinite.addAndGet(leftOutBefore);
        replayed.addAndGet(replayedBefore);
        steps.addAndGet(stepsBefore);
        divergences.addAndGet(divergencesBefore);
    }

    /** Counts outliers; a column has a series from its first one on. */
    void add(List<Outliers> found) {
        for (Outliers more : found) {
            outliers.computeIfAbsent(Outliers.columnBeside(outliers.keySet(), more.column()), this::addColumn)
                    .addAndGet(more.count());
        }
    }

    private AtomicLong addColumn(String column) {
        AtomicLong count = new AtomicLong();
        group.counter(Meters.OUTLIERS, tags.and("column", column), count);
        return count;
    }

    void state(long bytes, long ofDictionary, long turnedAwaySoFar) {
        stateBytes.set(bytes);
        dictionaryBytes.set(ofDictionary);
        turnedAway.set(turnedAwaySoFar);
    }

    private void addTask(Scores cumulative, Scores window) {
        gauge(terms.error(), tags, StepReport::crossEntropy);
        gauge(terms.divergence(), tags, StepReport::klDivergence);
        group.counter(terms.errorSum(), tags, error);
        group.counter(terms.divergenceSum(), tags, divergence);
        gauge(terms.loss(), tags, StepReport::loss);
        SCORES.forEach((score, meter) -> {
            if (window.values().containsKey(score)) {
                gauge(meter, tags.and("scores", "window"), report -> report.window()
                        .get(score));
            }
            if (cumulative.values().containsKey(score)) {
                gauge(meter, tags.and("scores", "cumulative"), report -> report.cumulative()
                        .get(score));
            }
        });
        ClassTable classes = cumulative.classes();
        if (byClass && classes != null && classes.rows().size() == classes.classes()) {
            for (int i = 0; i < classes.classes(); i++) {
                int row = i;
                Tags of = tags.and("class", classes.rows().get(i).name());
                byClass(of.and("scores", "window"), row, StepReport::window);
                byClass(of.and("scores", "cumulative"), row, StepReport::cumulative);
                gauge(Meters.CLASS_AUC, of, report -> of(report.cumulative(), row, LearnerSeries::auc));
            }
            addConfusion(classes.rows());
        }
    }

    private void addConfusion(List<ClassTable.Row> classes) {
        if (classes.size() > MOST_CONFUSED) {
            return;
        }
        for (int i = 0; i < classes.size(); i++) {
            for (int j = 0; j < classes.size(); j++) {
                int label = i;
                int prediction = j;
                Tags of = tags.and(
                        "class",
                        classes.get(i).name(),
                        "predicted",
                        classes.get(j).name());
                gauge(Meters.CLASS_CONFUSION, of, report -> confusion(report.window(), label, prediction));
            }
        }
    }

    private static double confusion(Scores scores, int label, int prediction) {
        ClassTable classes = scores.classes();
        return classes == null || classes.confusion().isEmpty()
                ? Double.NaN
                : classes.confusion().get(label).get(prediction);
    }

    /** The first {@link #MOST_MEMBERS} members have series; those of members that left go. */
    private void show(StepReport.Pool pool) {
        List<String> names = pool.members().stream()
                .map(StepReport.Member::name)
                .limit(MOST_MEMBERS)
                .toList();
        List<String> twins = pool.worth().stream()
                .map(StepReport.Worth::member)
                .limit(MOST_MEMBERS)
                .toList();
        if (names.equals(members) && twins.equals(worth)) {
            return;
        }
        if (ofPool != null) {
            ofPool.close();
        }
        members = names;
        worth = twins;
        MeterGroup added = group.within();
        ofPool = added;
        for (String name : names) {
            Tags of = tags.and("member", name);
            member(added, Meters.POOL_WEIGHT, of, name, StepReport.Member::weight);
            member(added, Meters.POOL_MEMBER_LOSS, of, name, StepReport.Member::recentLoss);
            member(added, Meters.POOL_MEMBER_RESTARTS, of, name, StepReport.Member::restarts);
        }
        for (String name : twins) {
            Tags of = tags.and("member", name);
            worth(added, of.and("against", "dropout"), name, StepReport.Worth::againstDropout);
            worth(added, of.and("against", "none"), name, StepReport.Worth::againstNone);
        }
        pool(added, Meters.POOL_AUDIT_REGRET, tags, StepReport.Pool::auditRegret);
        pool(added, Meters.POOL_AUDIT_BOUND, tags, StepReport.Pool::auditBound);
    }

    private void member(
            MeterGroup to, Meters meter, Tags labels, String name, ToDoubleFunction<StepReport.Member> value) {
        pool(to, meter, labels, now -> now.members().stream()
                .filter(member -> member.name().equals(name))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN));
    }

    private void worth(MeterGroup to, Tags labels, String name, ToDoubleFunction<StepReport.Worth> value) {
        pool(to, Meters.WORTH, labels, now -> now.worth().stream()
                .filter(worthOf -> worthOf.member().equals(name))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN));
    }

    private void pool(MeterGroup to, Meters meter, Tags labels, ToDoubleFunction<StepReport.Pool> value) {
        gauge(to, meter, labels, report -> report.pool() == null ? Double.NaN : value.applyAsDouble(report.pool()));
    }

    private void byClass(Tags labels, int row, Function<StepReport, Scores> scores) {
        gauge(Meters.CLASS_RECALL, labels, report -> of(scores.apply(report), row, ClassTable.Row::recall));
        gauge(Meters.CLASS_PRECISION, labels, report -> of(scores.apply(report), row, ClassTable.Row::precision));
    }

    private static double auc(ClassTable.Row row) {
        return row.auc() == null ? Double.NaN : row.auc();
    }

    private static double of(Scores scores, int row, ToDoubleFunction<ClassTable.Row> value) {
        ClassTable classes = scores.classes();
        return classes == null ? Double.NaN : value.applyAsDouble(classes.rows().get(row));
    }

    /** A value of the last report; NaN before the first one. */
    private void gauge(Meters meter, Tags labels, ToDoubleFunction<StepReport> value) {
        gauge(group, meter, labels, value);
    }

    private void gauge(MeterGroup to, Meters meter, Tags labels, ToDoubleFunction<StepReport> value) {
        to.gauge(meter, labels, this, series -> {
            StepReport report = series.last;
            return report == null ? Double.NaN : value.applyAsDouble(report);
        });
    }

    private static Duration[] millis(double... bounds) {
        Duration[] buckets = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            buckets[i] = Duration.ofNanos((long) (bounds[i] * NANOS_PER_MS));
        }
        return buckets;
    }
}

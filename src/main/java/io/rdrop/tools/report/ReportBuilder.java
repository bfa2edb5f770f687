package io.rdrop.tools.report;

import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects a run for its report. Memory is bounded per model (about 200 KB), however long the run. Safe for use by
 * several threads. Everything but the steps may be left out or set again; the last value stands.
 */
public final class ReportBuilder {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MS = 1e6;

    private final TaskTerms terms;
    private final LongSupplier nanoClock;
    private final SortedMap<String, ModelRecorder> recorders = new TreeMap<>();
    private long trainedInRun;
    private double startNanos = Double.NaN;
    private double lastNanos = Double.NaN;

    private String title = "R-Drop run";
    private long read;
    private Map<String, Long> rejections = Map.of();
    private List<SnapshotEntry> snapshots = List.of();
    private Map<String, String> finalStateSha256 = Map.of();
    private Map<String, Object> configuration = Map.of();
    private Map<String, String> facts = Map.of();
    private List<DriftPoint> driftPoints = List.of();
    private List<String> warnings = List.of();
    private Duration elapsed = Duration.ZERO;

    /** @param terms of the task that the run learns */
    public ReportBuilder(TaskTerms terms) {
        this(terms, System::nanoTime);
    }

    /** @param nanoClock tells when a report arrives, nanoseconds from any origin */
    public ReportBuilder(TaskTerms terms, LongSupplier nanoClock) {
        this.terms = terms;
        this.nanoClock = nanoClock;
    }

    /** Takes one step as it is reported; a step that was reported before (repeated after a recovery) is passed over. */
    public synchronized void add(StepReport report) {
        double now = nanoClock.getAsLong();
        // Read back from several partitions, they come in no order.
        double began = now - report.stepMs() * NANOS_PER_MS;
        startNanos = Double.isNaN(startNanos) ? began : Math.min(startNanos, began);
        lastNanos = Double.isNaN(lastNanos) ? now : Math.max(lastNanos, now);
        trainedInRun += record(report);
    }

    /** Takes a step of before this process: it is drawn, and not in the throughput. */
    public synchronized void addEarlier(StepReport report) {
        record(report);
    }

    private long record(StepReport report) {
        return recorders
                .computeIfAbsent(report.model(), key -> new ModelRecorder())
                .add(report);
    }

    /** Records read from the stream, those rejected included. */
    public synchronized ReportBuilder read(long records) {
        this.read = records;
        return this;
    }

    /** Records rejected, by reason code. */
    public synchronized ReportBuilder rejected(Map<String, Long> byReason) {
        this.rejections = Map.copyOf(byReason);
        return this;
    }

    /** Snapshots committed to the registry. */
    public synchronized ReportBuilder snapshots(List<SnapshotEntry> entries) {
        this.snapshots = List.copyOf(entries);
        return this;
    }

    /** Hash of each model's final training state, by model key. */
    public synchronized ReportBuilder finalStateSha256(Map<String, String> byModel) {
        this.finalStateSha256 = Collections.unmodifiableMap(new TreeMap<>(byModel));
        return this;
    }

    /** The effective configuration: nested maps, lists and scalars; anything else is shown as its string. */
    public synchronized ReportBuilder configuration(Map<String, Object> tree) {
        this.configuration = Collections.unmodifiableMap(new LinkedHashMap<>(tree));
        return this;
    }

    /** Heading of the page. */
    public synchronized ReportBuilder title(String text) {
        this.title = text;
        return this;
    }

    /** What else a reader should know: data, generator, seed, hardware; shown in this order. */
    public synchronized ReportBuilder facts(Map<String, String> values) {
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        return this;
    }

    /** Where the data are known to change. */
    public synchronized ReportBuilder driftPoints(List<DriftPoint> points) {
        this.driftPoints = points.stream()
                .sorted(Comparator.comparingLong(DriftPoint::example))
                .toList();
        return this;
    }

    /** The whole run, start-up included. */
    public synchronized ReportBuilder elapsed(Duration duration) {
        this.elapsed = duration;
        return this;
    }

    /** What the reader should be warned of, a line each. */
    public synchronized ReportBuilder warnings(List<String> lines) {
        this.warnings = List.copyOf(lines);
        return this;
    }

    /** The report so far; more may be added and built again. */
    public synchronized RunReport build() {
        SortedMap<String, ModelReport> models = new TreeMap<>();
        recorders.forEach((key, recorder) -> models.put(key, recorder.build(terms, key)));
        ModelReport main = main(models);
        return new RunReport(
                terms,
                title,
                read,
                mostFrequentFirst(rejections),
                main,
                Collections.unmodifiableSortedMap(models),
                throughput(),
                snapshots,
                finalStateSha256,
                configuration,
                facts,
                withSignals(recorders.get(main.model())),
                warnings,
                elapsed);
    }

    /** Where the data are known to change, and where a detector says so. */
    private List<DriftPoint> withSignals(@Nullable ModelRecorder recorder) {
        return recorder == null
                ? driftPoints
                : Stream.concat(driftPoints.stream(), recorder.signals().stream())
                        .sorted(Comparator.comparingLong(DriftPoint::example))
                        .toList();
    }

    private ModelReport main(SortedMap<String, ModelReport> models) {
        ModelReport byName = models.get(Example.DEFAULT_MODEL);
        if (byName != null) {
            return byName;
        }
        Collection<ModelReport> inKeyOrder = models.values();
        return inKeyOrder.stream()
                .max(Comparator.comparingLong(ModelReport::trained)
                        .thenComparing(ModelReport::model, Comparator.reverseOrder()))
                .orElseGet(() -> ModelReport.none(terms, Example.DEFAULT_MODEL));
    }

    private Speed throughput() {
        StepTimes all = new StepTimes();
        recorders.values().forEach(recorder -> all.addAll(recorder.times()));
        double seconds = (lastNanos - startNanos) / NANOS_PER_SECOND;
        double perSecond = seconds > 0 ? trainedInRun / seconds : Double.NaN;
        return new Speed(perSecond, all.percentile(0.5), all.percentile(0.99));
    }

    private static Map<String, Long> mostFrequentFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(sorted);
    }
}

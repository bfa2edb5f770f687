package io.rdrop.tools.experiment;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Example;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.session.LocalRun;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a cell: the learner of a job, without its broker. */
final class CellRun {
    /** Of a curve. */
    static final int POINTS = 60;

    /** Records between two looks at whether to stop. */
    private static final int CHUNK = 256;

    private static final double NANOS_PER_MICRO = 1e3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Cell cell;
    private final List<Long> examples = new ArrayList<>();
    private final Map<Score, List<Double>> soFar = new LinkedHashMap<>();
    private final Map<Score, List<Double>> window = new LinkedHashMap<>();
    private final long points;
    private @Nullable StepReport last;

    private CellRun(Cell cell) {
        this.cell = cell;
        points = Math.min(POINTS, cell.stream().records().size());
    }

    /**
     * Runs a cell to its end.
     *
     * @param stop asked now and then
     * @param read told how many records were read since it was told before
     * @return empty if it was stopped
     * @throws ConfigException if no record can be learned from, or they are of several models
     */
    static Optional<CellResult> of(Cell cell, BooleanSupplier stop, LongConsumer read) {
        return new CellRun(cell).run(stop, read);
    }

    private Optional<CellResult> run(BooleanSupplier stop, LongConsumer read) {
        List<byte[]> records = cell.stream().records();
        long nanos = 0;
        long examplesBefore = 0;
        long updatesBefore = 0;
        try (LocalRun run = new LocalRun(cell.config())) {
            Learner learner = run.learner(Example.DEFAULT_MODEL);
            List<Example> chunk = new ArrayList<>(CHUNK);
            for (int at = 0; at < records.size(); at += CHUNK) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                int end = Math.min(records.size(), at + CHUNK);
                chunk.clear();
                for (byte[] record : records.subList(at, end)) {
                    Example example = run.decode(record);
                    if (example != null) {
                        chunk.add(example);
                    }
                }
                boolean isTimed = end > records.size() / 2;
                if (!isTimed) {
                    examplesBefore = learner.trained();
                    updatesBefore = learner.step();
                }
                long start = THREADS.getCurrentThreadCpuTime();
                for (Example example : chunk) {
                    note(run.add(example), records.size());
                }
                if (end == records.size()) {
                    run.finish().forEach(report -> note(report, records.size()));
                }
                nanos += isTimed ? THREADS.getCurrentThreadCpuTime() - start : 0;
                read.accept(end - at);
            }
            if (run.models().size() > 1) {
                throw new ConfigException(cell.stream().name() + " has records of several models, " + run.models()
                        + ": a cell learns one");
            }
            return Optional.of(
                    result(run, learner, nanos, learner.trained() - examplesBefore, learner.step() - updatesBefore));
        }
    }

    /** Keeps a point of the curve whenever another part of the stream is behind. */
    private void note(@Nullable StepReport report, int records) {
        if (report == null) {
            return;
        }
        last = report;
        if (report.trained() * points >= (examples.size() + 1L) * records) {
            point(report);
        }
    }

    private void point(StepReport report) {
        examples.add(report.cumulative().examples());
        for (Score score : ComparedScores.leading(report.cumulative())) {
            soFar.computeIfAbsent(score, absent -> new ArrayList<>())
                    .add(report.cumulative().get(score));
            window.computeIfAbsent(score, absent -> new ArrayList<>())
                    .add(report.window().get(score));
        }
    }

    private CellResult result(LocalRun run, Learner learner, long nanos, long timedExamples, long timedUpdates) {
        StepReport end = last;
        if (end == null || end.cumulative().examples() == 0) {
            throw new ConfigException(cell.stream().name() + " has no row that could be learned from");
        }
        if (examples.isEmpty()
                || examples.get(examples.size() - 1) < end.cumulative().examples()) {
            point(end);
        }
        Map<Score, Double> scores = new LinkedHashMap<>();
        Map<Score, Double> latest = new LinkedHashMap<>();
        for (Score score : ComparedScores.of(end.cumulative())) {
            scores.put(score, end.cumulative().get(score));
            latest.put(score, end.window().get(score));
        }
        double micros = nanos / NANOS_PER_MICRO;
        return new CellResult(
                cell.key(),
                cell.stream().name(),
                cell.stream().fingerprint(),
                cell.code(),
                cell.configuration(),
                cell.config().seed(),
                end.cumulative().examples(),
                run.rejected(),
                learner.step(),
                scores,
                latest,
                new CellResult.Curve(examples, soFar, window),
                learner.stateSha256(),
                new CellResult.Times(micros / timedExamples, micros / timedUpdates));
    }
}

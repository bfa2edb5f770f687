package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the cells of an experiment say together.
 *
 * @param experiment whose they are
 * @param streams one after the other
 */
public record ExperimentTable(Experiment experiment, List<OfStream> streams) {
    /**
     * A stream's part.
     *
     * @param name of the stream
     * @param examples that were scored
     * @param latest examples at most that the scores of the latest ones are of
     * @param areWritten whether texts are written, whose scores over the whole stream say little
     * @param rejected records that nobody can learn from
     * @param rows of its variants
     * @param differences of its contrasts
     */
    record OfStream(
            String name,
            long examples,
            int latest,
            boolean areWritten,
            long rejected,
            List<Row> rows,
            List<Difference> differences) {}

    /**
     * A variant.
     *
     * @param passesPerExample forward and backward, NaN of a pool
     * @param scores mean over seeds, with its interval
     * @param latest the same of the scores over the latest examples
     * @param cells seed by seed
     */
    record Row(
            String variant,
            double passesPerExample,
            Map<Score, ConfidenceInterval> scores,
            Map<Score, ConfidenceInterval> latest,
            List<CellResult> cells) {
        Row {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            latest = Collections.unmodifiableMap(new LinkedHashMap<>(latest));
            cells = List.copyOf(cells);
        }

        /** The interval of a score that it has. */
        ConfidenceInterval of(Score score) {
            return Objects.requireNonNull(scores.get(score), score::key);
        }

        /** The median over seeds of a time. */
        double median(ToDoubleFunction<CellResult.Times> time) {
            double[] sorted = cells.stream()
                    .map(CellResult::times)
                    .mapToDouble(time)
                    .sorted()
                    .toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        /** The mean over seeds of a curve, place by place. */
        List<Double> mean(Function<CellResult.Curve, List<Double>> curve) {
            return IntStream.range(0, points())
                    .mapToObj(at -> cells.stream()
                            .mapToDouble(cell -> curve.apply(cell.curve()).get(at))
                            .average()
                            .orElseThrow())
                    .toList();
        }

        /** Places that all its cells have. */
        int points() {
            return cells.stream()
                    .mapToInt(cell -> cell.curve().examples().size())
                    .min()
                    .orElseThrow();
        }
    }

    /**
     * The difference of two variants, seed by seed: of the same seed they share initial weights where networks are
     * alike.
     *
     * @param isOfTwins whether both have the same configuration, so that there is no difference
     * @param scores mean over seeds of the variant's score minus the other's, with its interval
     * @param latest the same over the latest examples
     * @param soFar the same of the first leading score, place by place of the curve
     */
    record Difference(
            Contrast contrast,
            boolean isOfTwins,
            Map<Score, ConfidenceInterval> scores,
            Map<Score, ConfidenceInterval> latest,
            List<Long> examples,
            List<ConfidenceInterval> soFar) {
        Difference {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            latest = Collections.unmodifiableMap(new LinkedHashMap<>(latest));
        }

        /** The interval of a score that it has. */
        ConfidenceInterval of(Score score) {
            return Objects.requireNonNull(scores.get(score), score::key);
        }
    }

    /** Puts results together, by the keys of their cells. */
    static ExperimentTable of(Experiment experiment, Map<String, CellResult> results) {
        Map<String, List<Experiment.Line>> byStream = new LinkedHashMap<>();
        experiment.lines().forEach(line -> byStream.computeIfAbsent(
                        line.stream().name(), absent -> new ArrayList<>())
                .add(line));
        List<OfStream> streams = new ArrayList<>();
        byStream.forEach((name, lines) -> {
            List<Row> rows =
                    lines.stream().map(line -> row(experiment, line, results)).toList();
            List<Variant> variants =
                    lines.stream().map(Experiment.Line::variant).toList();
            List<Difference> differences = experiment.study().contrasts(variants).stream()
                    .map(contrast ->
                            difference(contrast, named(rows, contrast.variant()), named(rows, contrast.against())))
                    .toList();
            CellResult any = rows.get(0).cells().get(0);
            JobConfig job = lines.get(0).config();
            streams.add(new OfStream(
                    name,
                    any.examples(),
                    job.evaluation().window(),
                    job.isWritten(),
                    any.rejected(),
                    rows,
                    differences));
        });
        return new ExperimentTable(experiment, streams);
    }

    private static Row row(Experiment experiment, Experiment.Line line, Map<String, CellResult> results) {
        List<CellResult> cells = new ArrayList<>();
        for (int seed = 1; seed <= experiment.seeds(); seed++) {
            CellResult result = results.get(experiment.cell(line, seed).key());
            if (result == null) {
                throw new IllegalArgumentException(
                        "no result of seed " + seed + " of " + line.variant().name());
            }
            cells.add(result);
        }
        Map<Score, ConfidenceInterval> scores = new LinkedHashMap<>();
        Map<Score, ConfidenceInterval> latest = new LinkedHashMap<>();
        for (Score score : scores(cells)) {
            scores.put(score, ConfidenceInterval.of(values(cells, CellResult::scores, score)));
            latest.put(score, ConfidenceInterval.of(values(cells, CellResult::latest, score)));
        }
        boolean isPool = line.config().hasPool() && !line.config().isOnSequences();
        double passes = isPool ? Double.NaN : Equal.passesPerExample(line.config());
        return new Row(line.variant().name(), passes, scores, latest, cells);
    }

    private static Row named(List<Row> rows, String variant) {
        return rows.stream()
                .filter(row -> row.variant().equals(variant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no variant is called " + variant));
    }

    private static Difference difference(Contrast contrast, Row variant, Row against) {
        Map<Score, ConfidenceInterval> scores = new LinkedHashMap<>();
        Map<Score, ConfidenceInterval> latest = new LinkedHashMap<>();
        for (Score score : scores(variant.cells())) {
            scores.put(score, paired(variant.cells(), against.cells(), CellResult::scores, score));
            latest.put(score, paired(variant.cells(), against.cells(), CellResult::latest, score));
        }
        Score first = ComparedScores.leading(scores.keySet()).get(0);
        int points = Math.min(variant.points(), against.points());
        List<ConfidenceInterval> soFar = IntStream.range(0, points)
                .mapToObj(at -> paired(at(variant.cells(), first, at), at(against.cells(), first, at)))
                .toList();
        return new Difference(
                contrast,
                variant.cells().equals(against.cells()),
                scores,
                latest,
                variant.cells().get(0).curve().examples().subList(0, points),
                soFar);
    }

    private static ConfidenceInterval paired(
            List<CellResult> variant,
            List<CellResult> against,
            Function<CellResult, Map<Score, Double>> scores,
            Score score) {
        return paired(values(variant, scores, score), values(against, scores, score));
    }

    private static ConfidenceInterval paired(double[] variant, double[] against) {
        double[] differences = new double[variant.length];
        Arrays.setAll(differences, i -> variant[i] - against[i]);
        return ConfidenceInterval.of(differences);
    }

    private static List<Score> scores(List<CellResult> cells) {
        return ComparedScores.of(cells.get(0).scores().keySet());
    }

    private static double[] values(
            List<CellResult> cells, Function<CellResult, Map<Score, Double>> scores, Score score) {
        return cells.stream()
                .mapToDouble(cell -> scores.apply(cell).getOrDefault(score, Double.NaN))
                .toArray();
    }

    private static double[] at(List<CellResult> cells, Score score, int place) {
        return cells.stream()
                .mapToDouble(cell ->
                        cell.curve().soFar().getOrDefault(score, List.of()).get(place))
                .toArray();
    }
}

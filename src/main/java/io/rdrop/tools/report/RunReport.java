package io.rdrop.tools.report;

import io.rdrop.example.Outliers;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did, complete and immutable; {@link ReportBuilder} makes it, {@link ReportWriter} writes it.
 *
 * @param terms of the task
 * @param title heading of the page
 * @param read records read from the stream
 * @param rejections records rejected, by reason code; only counts above 0, most frequent first
 * @param main the model that the headline numbers are about: `default`, else the only one, else the one trained on most
 * @param models every model by key, in the order of the keys; empty without a step
 * @param throughput how fast the run trained, all models together
 * @param snapshots committed snapshots, in the order given
 * @param finalStateSha256 hash of the final training state by model key
 * @param configuration the effective configuration: nested maps, lists and scalars
 * @param facts what else a reader should know (data, seed, hardware), in the order given
 * @param driftPoints where the data are known to change, in the order of the stream
 * @param warnings what the reader should be warned of
 * @param elapsed the whole run, start-up included
 */
public record RunReport(
        TaskTerms terms,
        String title,
        long read,
        Map<String, Long> rejections,
        ModelReport main,
        Map<String, ModelReport> models,
        Speed throughput,
        List<SnapshotEntry> snapshots,
        Map<String, String> finalStateSha256,
        Map<String, Object> configuration,
        Map<String, String> facts,
        List<DriftPoint> driftPoints,
        List<String> warnings,
        Duration elapsed) {

    /** Examples trained on, all models together. */
    public long trained() {
        return models.values().stream().mapToLong(ModelReport::trained).sum();
    }

    /** Numbers left out in this run by column, all models together, most frequent first. */
    public List<Outliers> outliers() {
        Map<String, Outliers> byColumn = new TreeMap<>();
        for (ModelReport model : models.values()) {
            model.outliers().forEach(found -> byColumn.merge(found.column(), found, Outliers::plus));
        }
        return byColumn.values().stream()
                .sorted(Comparator.comparingLong(Outliers::count).reversed())
                .toList();
    }

    /** A sentence for each model that diverged. */
    public List<String> setbacks() {
        return models.values().stream()
                .flatMap(model -> model.setbacks().sentence().stream()
                        .map(sentence -> models.size() == 1 ? sentence : model.model() + ": " + sentence))
                .toList();
    }

    /** Records rejected, for whatever reason. */
    public long rejected() {
        return rejections.values().stream().mapToLong(Long::longValue).sum();
    }
}

package io.rdrop.feed;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.LabelConfig;
import java.util.List;

/**
 * What a first look at a data file inferred.
 *
 * @param file its name, without folders
 * @param rows records that will be sent, broken ones included
 * @param broken rows of which no record can be made; they are sent as they are
 * @param columns every column of the file, the label and those that are no features included
 * @param features feature columns: in header order; of JSON lines in the most common key order
 * @param labelColumn the label
 * @param classes class names with counts, sorted by number if all are numbers, else by text: independent of row order
 * @param droppedLabels label values too rare to be classes (see {@link FileInspector}), most frequent first
 * @param warnings what a person should look at; one line each
 */
public record Inspection(
        String file,
        long rows,
        long broken,
        List<String> columns,
        List<ColumnSummary> features,
        String labelColumn,
        List<ClassCount> classes,
        List<ClassCount> droppedLabels,
        List<String> warnings) {
    public Inspection {
        columns = List.copyOf(columns);
        features = List.copyOf(features);
        classes = List.copyOf(classes);
        droppedLabels = List.copyOf(droppedLabels);
        warnings = List.copyOf(warnings);
    }

    /** The inferred part of the job configuration: features. */
    public List<FeatureConfig> featureConfigs() {
        return features.stream()
                .map(column -> new FeatureConfig(column.name(), column.type()))
                .toList();
    }

    /** The inferred part of the job configuration: label. */
    public LabelConfig labelConfig() {
        return new LabelConfig(
                labelColumn, classes.stream().map(ClassCount::name).toList());
    }

    /** Several lines for the terminal; foreign text in it is escaped. */
    public String describe() {
        return InspectionText.of(this);
    }
}

package io.rdrop.tools.feed.inference;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.LabelConfig;
import io.rdrop.tools.feed.files.NumberStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a first look at a data file found.
 *
 * @param fileName for people
 * @param fileColumns every column of the file in its order, the label too; of JSON lines the features and the label
 * @param columns feature columns, in the order of the file
 * @param labelColumn name of the label column
 * @param classes in index order; none if the label is a number to predict
 * @param labelStyle how its numbers are written, if it is one to predict
 * @param rows of the file, broken ones too: the number of records that will be sent
 * @param malformed rows of which no record can be made, which are sent as they are
 * @param warnings one sentence each
 */
public record Inspection(
        String fileName,
        List<String> fileColumns,
        List<Column> columns,
        String labelColumn,
        List<ClassCount> classes,
        NumberStyle labelStyle,
        long rows,
        long malformed,
        List<String> warnings) {
    public Inspection {
        fileColumns = List.copyOf(fileColumns);
        columns = List.copyOf(columns);
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }

    /**
     * A feature column: its type as inferred, up to three distinct values as they stand in the file, how its numbers
     * are written, and whether its values look like sentences.
     */
    public record Column(String name, FeatureType type, List<String> examples, NumberStyle style, boolean isOfTexts) {
        public Column {
            examples = List.copyOf(examples);
        }
    }

    /** A class as it stands in the file, and rows that have it and no other fault. */
    public record ClassCount(String name, long rows) {}

    /** The columns as configuration. */
    public List<FeatureConfig> features() {
        return columns.stream()
                .map(column -> new FeatureConfig(column.name(), column.type()))
                .toList();
    }

    /** Whether there is nothing to learn from but texts. */
    public boolean isOfTexts() {
        return columns.size() == 1 && columns.get(0).isOfTexts();
    }

    /** Columns whose numbers are not written plainly; a label among them. */
    public Map<String, NumberStyle> styles() {
        Map<String, NumberStyle> styles = new HashMap<>();
        columns.forEach(column -> styles.put(column.name(), column.style()));
        styles.put(labelColumn, labelStyle);
        styles.values().removeIf(style -> style == NumberStyle.PLAIN);
        return styles;
    }

    /** How the label is sent: a class name as a string, a number to predict as a number. */
    public FeatureType labelType() {
        return classes.isEmpty() ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
    }

    /** The label as configuration. */
    public LabelConfig label() {
        return new LabelConfig(
                labelColumn, classes.stream().map(ClassCount::name).toList());
    }

    Inspection withClasses(List<ClassCount> others) {
        return new Inspection(
                fileName, fileColumns, columns, labelColumn, others, labelStyle, rows, malformed, warnings);
    }

    /** An aligned table for the terminal, several lines, each with a line end. */
    public String describe() {
        return InspectionTable.of(this);
    }
}

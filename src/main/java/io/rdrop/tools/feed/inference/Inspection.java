package io.rdrop.tools.feed.inference;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.LabelConfig;
import java.util.List;

/**
 * What a first look at a data file found.
 *
 * @param fileName for people
 * @param fileColumns every column of the file in its order, the label too; of JSON lines the features and the label
 * @param columns feature columns, in the order of the file
 * @param labelColumn name of the label column
 * @param classes in index order; none if the label is a number to predict
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
        long rows,
        long malformed,
        List<String> warnings) {
    public Inspection {
        fileColumns = List.copyOf(fileColumns);
        columns = List.copyOf(columns);
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }

    /** A feature column, its type as inferred, and up to three distinct values as they stand in the file. */
    public record Column(String name, FeatureType type, List<String> examples) {
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
        return new Inspection(fileName, fileColumns, columns, labelColumn, others, rows, malformed, warnings);
    }

    /** An aligned table for the terminal, several lines, each with a line end. */
    public String describe() {
        return InspectionTable.of(this);
    }
}

package io.rdrop.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A first look at a whole data file: which columns are numeric, which categorical, which classes there are. It reads the
 * file once, in bounded memory, and neither the order of rows nor a small share of broken lines changes what it finds.
 *
 * <ul>
 *   <li>A column is numeric if at least 95 % of its values are numbers; no value, {@code ?}, and words such as {@code NaN}
 *       and {@code NA} count neither way.
 *   <li>A label value is a class if it stands in at least 2 rows, in at least 0.01 % of the labelled rows, and in at least
 *       1 % as many rows as the mean class; the two most frequent values need only the first two. Rows with other values
 *       are rejected by the job; they are listed, so that a rare class can be added to {@code label.classes}.
 *   <li>Broken rows (wrong number of fields, undecodable, not JSON) count for nothing but {@link Inspection#broken()}.
 * </ul>
 */
public final class FileInspector {
    private static final int MOST_DROPPED_SHOWN = 5;
    private static final int MANY_NUMERIC_CLASSES = 100;

    private final String labelColumn;
    private final EnvelopeColumns envelope;

    /**
     * @param labelColumn what is to be predicted
     * @param envelope columns that are no features
     */
    public FileInspector(String labelColumn, EnvelopeColumns envelope) {
        this.labelColumn = labelColumn;
        this.envelope = envelope;
    }

    /**
     * Reads the file to its end.
     *
     * @throws ConfigException if there is no such label column, no feature beside it, or its values are no classes
     * @throws IOException if the file cannot be read
     */
    public Inspection inspect(DataFile file) throws IOException {
        long rows = 0;
        long broken = 0;
        FileTally tally;
        try (RowReader reader = file.open()) {
            if (file.format() == FileFormat.JSON_LINES) {
                tally = new JsonTally(labelColumn, envelope);
            } else {
                requireColumns(reader.columns());
                tally = new TableTally(reader.columns(), labelColumn, envelope);
            }
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows++;
                broken += row instanceof Row.BrokenRow ? 1 : 0;
                tally.add(row);
            }
        }
        if (rows == broken) {
            throw new ConfigException(file.path()
                    + (rows == 0
                            ? " has no rows"
                            : ": none of its " + rows + " rows can be read as "
                                    + file.format()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' ')));
        }
        requireColumns(tally.columns());
        return inspection(file, rows, broken, tally);
    }

    private void requireColumns(List<String> columns) {
        ColumnNames.require(labelColumn, columns, "the label");
        envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model or time"));
    }

    private Inspection inspection(DataFile file, long rows, long broken, FileTally tally) {
        List<ColumnTally> features = tally.features();
        if (features.isEmpty()) {
            throw new ConfigException(file.path() + " must have a column beside the label " + Excerpt.of(labelColumn)
                    + (file.format() == FileFormat.CSV ? " (separated by commas)" : ""));
        }
        LabelTally labels = tally.labels();
        List<ClassCount> classes = labels.classes();
        List<ClassCount> dropped = labels.dropped();
        return new Inspection(
                String.valueOf(file.path().getFileName()),
                rows,
                broken,
                tally.columns(),
                features.stream().map(ColumnTally::summary).toList(),
                labelColumn,
                classes,
                dropped,
                warnings(tally, features, classes, dropped));
    }

    private List<String> warnings(
            FileTally tally, List<ColumnTally> features, List<ClassCount> classes, List<ClassCount> dropped) {
        List<String> warnings = new ArrayList<>();
        if (!dropped.isEmpty()) {
            String examples = dropped.stream()
                    .limit(MOST_DROPPED_SHOWN)
                    .map(value -> Excerpt.of(value.name()) + " (" + value.rows() + ")")
                    .collect(Collectors.joining(", "));
            warnings.add(dropped.size() + " label values are too rare to be classes, their rows will be rejected: "
                    + examples + (dropped.size() > MOST_DROPPED_SHOWN ? ", ..." : ""));
        }
        if (classes.size() > MANY_NUMERIC_CLASSES && LabelTally.areNumbers(classes)) {
            warnings.add("the label has " + classes.size() + " classes, all numbers: is it a number to predict?");
        }
        for (ColumnTally column : features) {
            warn(column, warnings);
        }
        List<String> unused = new ArrayList<>(tally.columns());
        unused.removeAll(envelope.names());
        unused.remove(labelColumn);
        features.forEach(column -> unused.remove(column.name()));
        if (!unused.isEmpty()) {
            warnings.add("not sent, because less than half of the rows have them: "
                    + unused.stream().map(Excerpt::of).collect(Collectors.joining(", ")));
        }
        return warnings;
    }

    private static void warn(ColumnTally tally, List<String> warnings) {
        ColumnSummary column = tally.summary();
        String name = "column " + Excerpt.of(column.name());
        if (column.present() == 0) {
            warnings.add(name + " has no values");
        } else if (column.unfit() > 0) {
            warnings.add(name + " is numeric but " + column.unfit() + " of its " + column.present()
                    + " values are not numbers, their rows will be rejected: " + Excerpt.of(column.unfitExample())
                    + (column.unfit() > 1 ? ", ..." : ""));
        } else if (tally.looksLikeId(column.type())) {
            warnings.add(
                    name + " is categorical but has mostly different values: an id or a text teaches nothing here");
        }
    }
}

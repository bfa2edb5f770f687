package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.RecordEncoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What has been seen of a file's rows, whatever its format. */
public final class FileScan {
    private static final int MAX_COLUMNS = 10_000;

    private final String label;
    private final List<ColumnScan> columns = new ArrayList<>();
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final TargetScan labels;
    private final BitSet shape = new BitSet();
    private long rows;
    private long malformed;
    private String firstMalformed = "";
    private final boolean commasFirst;

    /**
     * Takes in the values of the label column; commas first: one within a number is a decimal one, not of thousands.
     */
    FileScan(String label, TargetScan labels, boolean commasFirst) {
        this.label = label;
        this.labels = labels;
        this.commasFirst = commasFirst;
    }

    /** The index of a column, which is made if there is none. */
    int column(String name) {
        return indexByName.computeIfAbsent(name, absent -> {
            if (columns.size() == MAX_COLUMNS) {
                throw new ConfigException("the data file has more than " + MAX_COLUMNS + " columns, such as "
                        + Excerpt.of(name) + "; give values a column by their meaning");
            }
            columns.add(new ColumnScan(name, commasFirst));
            return columns.size() - 1;
        });
    }

    /** @param why with its line, for people */
    void addMalformed(String why) {
        rows++;
        firstMalformed = malformed++ == 0 ? why : firstMalformed;
    }

    /** A value of the current row, which {@link #endRow} ends. */
    void add(int column, ValueKind kind, String text) {
        columns.get(column).add(kind, text);
        RowShape.add(shape, column, kind);
    }

    /** The current row has no further value; its label is of this kind and stands like this in the file. */
    void endRow(ValueKind kind, String value) {
        rows++;
        labels.add(kind, value, shape);
        shape.clear();
    }

    /** Rows that are not malformed. */
    long readable() {
        return rows - malformed;
    }

    ColumnScan scanOf(String name) {
        return columns.get(column(name));
    }

    List<String> columnNames() {
        return columns.stream().map(ColumnScan::name).toList();
    }

    /**
     * Decides types and classes.
     *
     * @param features names of the columns that are features, in order
     * @param fileColumns all columns, for {@link RecordEncoder}
     * @param furtherWarnings that come first
     */
    Inspection result(String fileName, List<String> features, List<String> fileColumns, List<String> furtherWarnings) {
        if (features.isEmpty()) {
            throw new ConfigException(fileName + " has no column beside the label " + Excerpt.of(label));
        }
        if (readable() == 0) {
            throw noReadableRow(fileName, rows, firstMalformed);
        }
        List<String> warnings = new ArrayList<>(furtherWarnings);
        warnings.addAll(warningsOfRows(rows, malformed, firstMalformed, labels.missing()));
        BitSet kept = new BitSet();
        features.forEach(name -> kept.set(column(name)));
        BitSet unsent = new BitSet();
        unsent(features).forEach(name -> unsent.set(column(name)));
        TargetScan.Found found = target(row -> RowShape.fits(row, columns, kept, unsent));
        warnings.addAll(found.warnings());
        features.forEach(name -> warnings.addAll(scanOf(name).warnings()));
        return new Inspection(
                fileName,
                fileColumns,
                features.stream().map(name -> scanOf(name).result()).toList(),
                label,
                found.classes(),
                found.style(),
                rows,
                malformed,
                warnings);
    }

    /** Lines that cannot be read may be why the labels are not what they should be. */
    private TargetScan.Found target(Predicate<BitSet> fits) {
        try {
            return labels.result(fits, rows);
        } catch (ConfigException e) {
            throw malformed == 0
                    ? e
                    : new ConfigException(e.getMessage() + "; " + malformed + " of " + rows
                            + " lines cannot be read as rows, first: " + firstMalformed);
        }
    }

    /** Columns of which no input can be made, and that are no features therefore. */
    List<String> unsent(List<String> features) {
        return columns.stream()
                .filter(column -> column.isNested() && !features.contains(column.name()))
                .map(ColumnScan::name)
                .toList();
    }

    String firstMalformed() {
        return firstMalformed;
    }

    /** Warnings that do not depend on what the columns are. */
    public static List<String> warningsOfRows(long rows, long malformed, String firstMalformed, long unlabelled) {
        List<String> warnings = new ArrayList<>();
        if (malformed > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d lines cannot be read as rows (first: %s); they are sent as they are, and the job will"
                            + " reject them",
                    malformed,
                    rows,
                    firstMalformed));
        }
        if (unlabelled > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d rows have no label; the job will reject them", unlabelled));
        }
        return warnings;
    }

    /** @param why the first row cannot be read */
    static ConfigException noReadableRow(String fileName, long rows, String why) {
        return new ConfigException(
                fileName + " has no readable row" + (rows == 0 ? "" : " among its " + rows + " (first: " + why + ")"));
    }
}

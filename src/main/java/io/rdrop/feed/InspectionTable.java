package io.rdrop.feed;

import io.rdrop.codec.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An {@link Inspection} for people at a terminal. */
final class InspectionTable {
    private static final int MAX_LINES = 20;
    private static final int MAX_WARNINGS = 10;
    private static final int MAX_CELL_CHARS = 40;

    private InspectionTable() {}

    static String of(Inspection inspection) {
        int columns = inspection.columns().size();
        return of(inspection, columns + " feature column" + (columns == 1 ? "" : "s"));
    }

    /** @param features what they are, in words */
    static String of(Inspection inspection, String features) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d rows, %s, label %s with %d classes%n",
                Excerpt.of(inspection.fileName()),
                inspection.rows(),
                features,
                Excerpt.of(inspection.labelColumn()),
                inspection.classes().size()));
        List<List<String>> columns = new ArrayList<>();
        columns.add(List.of("column", "type", "examples"));
        inspection
                .columns()
                .forEach(column -> columns.add(List.of(
                        Excerpt.of(column.name()),
                        column.type().name().toLowerCase(Locale.ROOT),
                        column.examples().stream().map(InspectionTable::cell).collect(Collectors.joining(", ")))));
        if (columns.size() > 1) {
            append(text, columns, "columns");
        }
        long labelled = inspection.classes().stream()
                .mapToLong(Inspection.ClassCount::rows)
                .sum();
        List<List<String>> classes = new ArrayList<>();
        classes.add(List.of("class", "rows", "share"));
        inspection
                .classes()
                .forEach(value -> classes.add(List.of(
                        cell(value.name()),
                        String.format(Locale.ROOT, "%,d", value.rows()),
                        String.format(Locale.ROOT, "%.1f %%", 100.0 * value.rows() / labelled))));
        append(text, classes, "classes");
        int warnings = inspection.warnings().size();
        inspection.warnings().stream()
                .limit(MAX_WARNINGS)
                .forEach(warning -> text.append(String.format("  ! %s%n", warning)));
        if (warnings > MAX_WARNINGS) {
            text.append(String.format("  ! ... and %d more%n", warnings - MAX_WARNINGS));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<List<String>> table, String what) {
        int cells = table.get(0).size();
        int[] widths = new int[cells];
        List<List<String>> shown = table.subList(0, Math.min(table.size(), MAX_LINES + 1));
        for (List<String> line : shown) {
            for (int i = 0; i < cells; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : shown) {
            StringBuilder printed = new StringBuilder();
            for (int i = 0; i < cells; i++) {
                printed.append("  ")
                        .append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length()));
            }
            text.append(printed.toString().stripTrailing()).append(System.lineSeparator());
        }
        if (shown.size() < table.size()) {
            text.append(String.format("  ... and %d more %s%n", table.size() - shown.size(), what));
        }
    }

    private static String cell(String value) {
        String text = Excerpt.of(value);
        return text.length() <= MAX_CELL_CHARS ? text : text.substring(0, MAX_CELL_CHARS - 1) + "…";
    }
}

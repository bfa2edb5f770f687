package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An {@link Inspection} for people at a terminal. */
public final class InspectionTable {
    private static final int MAX_LINES = 20;
    private static final int MAX_WARNINGS = 10;
    private static final int MAX_CELL_CHARS = 40;

    private InspectionTable() {}

    public static String of(Inspection inspection) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d rows, %d feature column%s, label %s%s%n",
                Excerpt.of(inspection.fileName()),
                inspection.rows(),
                inspection.columns().size(),
                inspection.columns().size() == 1 ? "" : "s",
                Excerpt.of(inspection.labelColumn()),
                inspection.classes().isEmpty()
                        ? ", a number"
                        : " with " + inspection.classes().size() + " classes"));
        List<List<String>> columns = new ArrayList<>();
        columns.add(List.of("column", "type", "examples"));
        inspection
                .columns()
                .forEach(column -> columns.add(List.of(
                        Excerpt.of(column.name()),
                        column.type().name().toLowerCase(Locale.ROOT),
                        column.examples().stream().map(InspectionTable::cell).collect(Collectors.joining(", ")))));
        append(text, columns, "columns");
        if (!inspection.classes().isEmpty()) {
            appendClasses(text, inspection.classes());
        }
        appendWarnings(text, inspection.warnings());
        return text.toString();
    }

    public static String of(TextInspection inspection) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d rows, texts in column %s, label %s with %d classes%n",
                Excerpt.of(inspection.fileName()),
                inspection.rows(),
                Excerpt.of(inspection.textColumn()),
                Excerpt.of(inspection.labelColumn()),
                inspection.classes().size()));
        List<List<String>> texts = new ArrayList<>();
        texts.add(List.of("texts, such as"));
        inspection.examples().forEach(example -> texts.add(List.of(Excerpt.of(example))));
        append(text, texts, "texts");
        appendClasses(text, inspection.classes());
        appendWarnings(text, inspection.warnings());
        return text.toString();
    }

    public static String of(ImageInspection inspection) {
        ImageConfig image = inspection.image();
        String size = image == null
                ? "of unknown size"
                : "of " + image.height() + " x " + image.width() + " pixels"
                        + (image.channels() == 1 ? "" : " with " + image.channels() + " channels");
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d images %s, %d classes%n",
                Excerpt.of(inspection.fileName()),
                inspection.rows(),
                size,
                inspection.classes().size()));
        appendClasses(text, inspection.classes());
        appendWarnings(text, inspection.warnings());
        return text.toString();
    }

    private static void appendClasses(StringBuilder text, List<Inspection.ClassCount> counts) {
        long labelled = counts.stream().mapToLong(Inspection.ClassCount::rows).sum();
        List<List<String>> classes = new ArrayList<>();
        classes.add(List.of("class", "rows", "share"));
        counts.forEach(value -> classes.add(List.of(
                cell(value.name()),
                String.format(Locale.ROOT, "%,d", value.rows()),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * value.rows() / labelled))));
        append(text, classes, "classes");
    }

    private static void appendWarnings(StringBuilder text, List<String> warnings) {
        warnings.stream().limit(MAX_WARNINGS).forEach(warning -> text.append(String.format("  ! %s%n", warning)));
        if (warnings.size() > MAX_WARNINGS) {
            text.append(String.format("  ! ... and %d more%n", warnings.size() - MAX_WARNINGS));
        }
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

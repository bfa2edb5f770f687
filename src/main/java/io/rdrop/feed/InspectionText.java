package io.rdrop.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.FeatureType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An inspection for people. */
final class InspectionText {
    private static final int MOST_NAMES = 12;

    private InspectionText() {}

    static String of(Inspection inspection) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %,d rows%s%n",
                Excerpt.of(inspection.file()),
                inspection.rows(),
                inspection.broken() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d of them broken", inspection.broken())));
        appendFeatures(text, "numeric", FeatureType.NUMERIC, inspection);
        appendFeatures(text, "categorical", FeatureType.CATEGORICAL, inspection);
        long labelled =
                inspection.classes().stream().mapToLong(ClassCount::rows).sum();
        text.append(String.format(
                Locale.ROOT,
                "  label        %s: %d classes: %s%n",
                Excerpt.of(inspection.labelColumn()),
                inspection.classes().size(),
                names(inspection.classes(), c -> share(c, labelled))));
        inspection
                .warnings()
                .forEach(warning -> text.append("  ! ").append(warning).append(System.lineSeparator()));
        return text.toString();
    }

    private static void appendFeatures(StringBuilder text, String title, FeatureType type, Inspection inspection) {
        List<ColumnSummary> columns = inspection.features().stream()
                .filter(column -> column.type() == type)
                .toList();
        if (!columns.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-12s %d: %s%n",
                    title,
                    columns.size(),
                    names(columns, column -> Excerpt.of(column.name()))));
        }
    }

    private static <T> String names(List<T> things, Function<T, String> name) {
        String shown = things.stream().limit(MOST_NAMES).map(name).collect(Collectors.joining(", "));
        return things.size() <= MOST_NAMES ? shown : shown + ", ... (" + (things.size() - MOST_NAMES) + " more)";
    }

    private static String share(ClassCount count, long labelled) {
        return String.format(
                Locale.ROOT,
                "%s %,d (%.1f %%)",
                Excerpt.of(count.name()),
                count.rows(),
                100.0 * count.rows() / labelled);
    }
}

package io.rdrop.tools.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Curves as a table for spreadsheets and data frames (RFC 4180). */
final class CurveCsv {
    private CurveCsv() {}

    /**
     * A curve and what it is of.
     *
     * @param keys such as run and model
     * @param columns by name, of equal length
     */
    record Named(List<String> keys, JsonNode columns) {}

    /** The curves of a report. */
    static List<Named> curves(List<String> keys, JsonNode report) {
        List<Named> curves = new ArrayList<>();
        report.path("curves").properties().forEach(model -> {
            List<String> all = new ArrayList<>(keys);
            all.add(model.getKey());
            curves.add(new Named(all, model.getValue()));
        });
        return curves;
    }

    static String of(List<String> keys, List<Named> curves) {
        Set<String> columns = new LinkedHashSet<>();
        curves.forEach(curve -> curve.columns().fieldNames().forEachRemaining(columns::add));
        StringBuilder csv = new StringBuilder();
        line(csv, keys, columns.iterator());
        for (Named curve : curves) {
            int points = curve.columns().path("examples").size();
            for (int i = 0; i < points; i++) {
                int at = i;
                line(
                        csv,
                        curve.keys(),
                        columns.stream()
                                .map(column -> curve.columns().path(column).path(at))
                                .map(value -> value.isNull() ? "" : value.asText())
                                .iterator());
            }
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<String> keys, Iterator<String> values) {
        List<String> cells = new ArrayList<>();
        keys.forEach(key -> cells.add(quoted(key)));
        values.forEachRemaining(cells::add);
        csv.append(String.join(",", cells)).append('\n');
    }

    private static String quoted(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}

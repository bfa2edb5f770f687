package io.rdrop.tools.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as wide as what is in it. */
public record TextTable<T>(List<Column<T>> columns) {
    private static final String GAP = "  ";

    /** Numbers end below one another, texts begin there. */
    public record Column<T>(String title, boolean isNumber, Function<T, String> cell) {
        /** A column of texts. */
        public static <T> Column<T> text(String title, Function<T, String> cell) {
            return new Column<>(title, false, cell);
        }

        /** A column of numbers. */
        public static <T> Column<T> number(String title, Function<T, String> cell) {
            return new Column<>(title, true, cell);
        }

        private List<String> lines(List<T> rows) {
            int width = Math.max(
                    title.length(),
                    rows.stream()
                            .mapToInt(row -> cell.apply(row).length())
                            .max()
                            .orElse(0));
            String format = "%" + (isNumber ? "" : "-") + width + "s";
            return Stream.concat(Stream.of(title), rows.stream().map(cell))
                    .map(text -> String.format(format, text))
                    .toList();
        }
    }

    /** Prints the titles, then the rows. */
    public void print(List<T> rows, PrintWriter out) {
        List<List<String>> cells =
                columns.stream().map(column -> column.lines(rows)).toList();
        for (int line = 0; line <= rows.size(); line++) {
            int at = line;
            out.println(cells.stream()
                    .map(column -> column.get(at))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
        }
    }
}

package io.rdrop.tools.feed.files;

import java.util.List;

/** Which character separates the fields of a table. */
final class Separator {
    /** Lines that are looked at. */
    static final int LINES = 50;

    private static final double EVEN_SHARE = 0.9;
    private static final String CANDIDATES = ",;\t|";

    private Separator() {}

    /**
     * The usual one, unless it does not cut the first lines evenly and another one does.
     *
     * @param lines the first ones, the header before all
     * @param usual what the file's name promises
     */
    static char of(List<String> lines, char usual) {
        if (!isEven(lines, usual)) {
            for (int i = 0; i < CANDIDATES.length(); i++) {
                if (isEven(lines, CANDIDATES.charAt(i))) {
                    return CANDIDATES.charAt(i);
                }
            }
        }
        return usual;
    }

    /** Whether there are several fields, as many in nearly all lines as in the first. */
    private static boolean isEven(List<String> lines, char separator) {
        CsvText text = new CsvText(separator);
        List<String> header = lines.isEmpty() ? null : text.parse(lines.get(0));
        if (header == null || header.size() < 2) {
            return false;
        }
        long even = lines.stream()
                .filter(line -> {
                    List<String> fields = text.parse(line);
                    return fields != null && fields.size() == header.size();
                })
                .count();
        return even >= EVEN_SHARE * lines.size();
    }

    /** Its name for people. */
    static String name(char separator) {
        return switch (separator) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "vertical bars";
        };
    }
}

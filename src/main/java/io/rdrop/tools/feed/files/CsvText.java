package io.rdrop.tools.feed.files;

import de.siegmar.fastcsv.reader.CsvReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Separated fields of one logical line, with quotes as in RFC 4180. */
final class CsvText {
    private static final char QUOTE = '"';

    private final char separator;
    private final CsvReader.CsvReaderBuilder csv;

    CsvText(char separator) {
        this.separator = separator;
        csv = CsvReader.builder().skipEmptyLines(false).fieldSeparator(separator);
    }

    /** Fields between separators, without any quoting. */
    static List<String> split(String line, char separator) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int to = line.indexOf(separator); to >= 0; to = line.indexOf(separator, from)) {
            fields.add(line.substring(from, to));
            from = to + 1;
        }
        fields.add(line.substring(from));
        return fields;
    }

    /** Fields of a record; null if it is not one. */
    @Nullable
    List<String> parse(String record) {
        if (record.indexOf(QUOTE) < 0) {
            return split(record, separator);
        }
        if (endsInQuotes(record, false)) {
            return null;
        }
        try {
            return csv.ofSingleCsvRecord(record).getFields();
        } catch (RuntimeException e) { // text after a closing quote, or a field beyond the parser's limits
            return null;
        }
    }

    /** Whether a quoted field is still open at the end of the text, which may begin inside of one. */
    boolean endsInQuotes(String text, boolean inside) {
        boolean quoted = inside;
        boolean fieldStart = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == QUOTE) {
                    boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == QUOTE;
                    if (doubled) {
                        i++;
                    } else {
                        quoted = false;
                    }
                }
                fieldStart = false;
            } else {
                quoted = fieldStart && c == QUOTE;
                fieldStart = c == separator;
            }
        }
        return quoted;
    }
}

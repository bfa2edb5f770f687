package io.rdrop.tools.feed.files;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** CSV and TSV: a header line, unless there is none, then every line a row. */
final class TableReader implements RowReader {
    /** How far a quoted field may run on over line ends before its line counts as broken. */
    static final int MAX_CONTINUATION_LINES = 50;

    static final int MAX_CONTINUATION_BYTES = 64 << 10;

    /** Below this a line of prose has the header's number of commas too easily. */
    private static final int TELLING_COLUMNS = 4;

    static final String OTHER_ENCODING =
            "; if the file has another encoding, name it: --encoding ISO-8859-1, or windows-1252";

    private final LineReader lines;
    private final char separator;
    private final boolean quoting;
    private final CsvText csv;
    private final List<String> columns;
    private final List<String> notes;
    private long line;

    /**
     * @param usual separator that the file's name promises; of tabs, fields have no quotes
     * @param source names the input in messages
     * @param notes what was taken before
     */
    TableReader(LineReader lines, char usual, String source, boolean hasHeader, List<String> notes) throws IOException {
        this.lines = lines;
        this.notes = new ArrayList<>(notes);
        separator = Separator.of(firstLines(lines), usual);
        if (separator != usual) {
            this.notes.add("its fields are separated by " + Separator.name(separator) + ", not by "
                    + Separator.name(usual) + " as its name says");
        }
        quoting = separator != '\t' || usual != '\t';
        csv = new CsvText(separator);
        byte[] line = lines.peek(0);
        String header = line == null ? "" : Text.decode(LineReader.content(line));
        if (header == null) {
            throw new ConfigException("the header line of " + source + " (line 1) is not UTF-8 text" + OTHER_ENCODING);
        }
        if (header.isBlank()) {
            throw new ConfigException(source + " must begin with a header line of column names but "
                    + (line == null ? "is empty" : "its first line is blank"));
        }
        List<String> fields = fields(header);
        if (fields == null) {
            throw new ConfigException("the header line of " + source + " is not valid CSV: " + Excerpt.of(header));
        }
        if (hasHeader) {
            columns = names(fields, source);
            lines.next();
        } else {
            columns = IntStream.rangeClosed(1, fields.size())
                    .mapToObj(TableReader::unnamed)
                    .toList();
        }
    }

    private static List<String> firstLines(LineReader lines) throws IOException {
        List<String> first = new ArrayList<>();
        for (int i = 0; i < Separator.LINES; i++) {
            byte[] line = lines.peek(i);
            if (line == null) {
                break;
            }
            first.add(new String(LineReader.content(line), StandardCharsets.UTF_8));
        }
        return first;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public boolean hasDecimalCommas() {
        return separator == ';';
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public @Nullable Row next() throws IOException {
        byte[] first = lines.next();
        if (first == null) {
            return null;
        }
        line = lines.line();
        byte[] content = LineReader.content(first);
        String place = "line " + line;
        String text = Text.decode(content);
        if (text == null) {
            return new Row.BrokenRow(content, place + " is not UTF-8 text" + OTHER_ENCODING);
        }
        if (text.isEmpty()) {
            return new Row.BrokenRow(content, place + " is empty");
        }
        List<String> fields = quoting && csv.endsInQuotes(text, false) ? continued(first) : fields(text);
        if (fields == null) {
            return new Row.BrokenRow(content, place + " has a quote that is not closed, or text after one that is");
        }
        return fields.size() == columns.size()
                ? new Row.TableRow(fields)
                : new Row.BrokenRow(
                        content,
                        place + " has " + fields.size() + (fields.size() == 1 ? " field" : " fields") + ", not "
                                + columns.size() + " as the first");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private @Nullable List<String> fields(String text) {
        return quoting ? csv.parse(text) : CsvText.split(text, separator);
    }

    /**
     * Joins a line that ends inside quotes with those after it, if that makes a whole row; otherwise consumes nothing,
     * and null says that the line is broken: a stray quote must not swallow the good rows after it.
     */
    private @Nullable List<String> continued(byte[] firstLine) throws IOException {
        StringBuilder joined = new StringBuilder();
        byte[] line = firstLine;
        int bytes = 0;
        int rowsByThemselves = 0;
        boolean open = false;
        for (int n = 0; n <= MAX_CONTINUATION_LINES; n++) {
            String text = Text.decode(line);
            bytes += line.length;
            if (text == null || (n > 0 && bytes > MAX_CONTINUATION_BYTES)) {
                return null;
            }
            joined.append(text);
            open = csv.endsInQuotes(withoutLineEnd(text), open);
            if (n > 0 && isRowByItself(withoutLineEnd(text))) {
                rowsByThemselves++;
            }
            if (!open) {
                List<String> fields = fields(withoutLineEnd(joined.toString()));
                boolean swallowsRows = columns.size() >= TELLING_COLUMNS && 2 * rowsByThemselves >= n;
                if (fields == null || fields.size() != columns.size() || swallowsRows) {
                    return null;
                }
                for (int i = 0; i < n; i++) {
                    lines.next();
                }
                return fields;
            }
            byte[] following = lines.peek(n);
            if (following == null) {
                return null;
            }
            line = following;
        }
        return null;
    }

    private boolean isRowByItself(String text) {
        List<String> fields = fields(text);
        return fields != null && fields.size() == columns.size();
    }

    private static String withoutLineEnd(String text) {
        int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
        return text.substring(0, text.length() - end);
    }

    /** A column without a name (pandas writes its index so) is called {@code column_N}, 1-based. */
    private static List<String> names(List<String> header, String source) {
        List<String> names = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        for (String field : header) {
            String name = field.isBlank() ? unnamed(names.size() + 1) : field.strip();
            if (!distinct.add(name)) {
                throw new ConfigException("the header line of " + source + " names the column " + Excerpt.of(name)
                        + " twice" + ColumnNames.ifData(header));
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static String unnamed(int number) {
        return "column_" + number;
    }
}

package io.rdrop.tools.feed.files;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain text: every line a row with one field, {@value #COLUMN}, without its line end. */
final class PlainLines implements RowReader {
    static final String COLUMN = "text";

    private final LineReader lines;
    private final List<String> notes;

    /** @param notes what was taken before */
    PlainLines(LineReader lines, List<String> notes) {
        this.lines = lines;
        this.notes = notes;
    }

    @Override
    public List<String> columns() {
        return List.of(COLUMN);
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public long line() {
        return lines.line();
    }

    @Override
    public @Nullable Row next() throws IOException {
        byte[] line = lines.next();
        if (line == null) {
            return null;
        }
        byte[] content = LineReader.content(line);
        String text = Text.decode(content);
        return text == null
                ? new Row.BrokenRow(content, "line " + lines.line() + " is not UTF-8 text" + TableReader.OTHER_ENCODING)
                : new Row.TableRow(List.of(text));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

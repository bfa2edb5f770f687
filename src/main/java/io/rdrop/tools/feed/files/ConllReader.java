package io.rdrop.tools.feed.files;

import io.rdrop.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token a line and an empty line between sentences, as rows: a sentence is one, whose fields are its columns, the
 * values of its tokens with blanks between them. A blank within a value becomes {@code _}. Comments ({@code # }) of
 * CoNLL-U, its ranges of words and its empty nodes are left out, and so is {@code -DOCSTART-}.
 */
final class ConllReader implements RowReader {
    static final String TOKENS = "tokens";
    static final String TAGS = "tags";
    private static final List<String> CONLLU =
            List.of(TOKENS, "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc");
    private static final String DOCUMENT = "-DOCSTART-";

    private final LineReader lines;
    private final boolean isConllu;
    private final List<String> columns;
    private final List<String> notes;
    private long first;

    ConllReader(LineReader lines, FileFormat format, String source, List<String> notes) throws IOException {
        this.lines = lines;
        this.notes = notes;
        isConllu = format == FileFormat.CONLLU;
        columns = isConllu ? CONLLU : columns(source);
    }

    /** As many as the first line of a token has: tokens, ..., tags. */
    private List<String> columns(String source) throws IOException {
        for (int ahead = 0; ; ahead++) {
            byte[] line = lines.peek(ahead);
            if (line == null) {
                throw new ConfigException(source + " has no token");
            }
            String text = Text.decode(LineReader.content(line));
            String[] fields = text == null || text.isBlank() ? new String[0] : fields(text);
            if (fields.length > 0 && !fields[0].equals(DOCUMENT)) {
                List<String> names = new ArrayList<>(List.of(TOKENS));
                for (int i = 2; i < fields.length; i++) {
                    names.add("column_" + i);
                }
                if (fields.length > 1) {
                    names.add(TAGS);
                }
                return List.copyOf(names);
            }
        }
    }

    private static String[] fields(String line) {
        String[] fields =
                line.indexOf('\t') >= 0 ? line.split("\t", -1) : line.strip().split("\\s+");
        return Arrays.stream(fields)
                .map(field -> field.strip().replaceAll("\\s+", "_"))
                .toArray(String[]::new);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public long line() {
        return first;
    }

    @Override
    public @Nullable Row next() throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        List<StringBuilder> fields = new ArrayList<>();
        columns.forEach(name -> fields.add(new StringBuilder()));
        String fault = null;
        int tokens = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] content = LineReader.content(line);
            String text = Text.decode(content);
            if (text != null && text.isBlank()) {
                if (tokens > 0 || fault != null) {
                    break;
                }
                continue;
            }
            raw.writeBytes(line);
            if (tokens == 0 && fault == null) {
                first = lines.line();
            }
            String why = text == null ? "is not UTF-8 text" + TableReader.OTHER_ENCODING : add(text, fields);
            fault = fault == null && why != null && !why.isEmpty() ? "line " + lines.line() + " " + why : fault;
            tokens += why == null ? 1 : 0;
        }
        if (fault != null) {
            return new Row.BrokenRow(raw.toByteArray(), fault);
        }
        return tokens == 0
                ? null
                : new Row.TableRow(fields.stream().map(StringBuilder::toString).toList());
    }

    /** Adds a line's values; null if it was a token, empty if it is none, else what is wrong with it. */
    private @Nullable String add(String line, List<StringBuilder> to) {
        if (isConllu && line.startsWith("#")) {
            return "";
        }
        String[] fields = fields(line);
        if (isConllu && fields.length > 0 && (fields[0].contains("-") || fields[0].contains("."))) {
            return ""; // a range of words, or an empty node
        }
        if (!isConllu && fields[0].equals(DOCUMENT)) {
            return "";
        }
        int before = isConllu ? 1 : 0;
        if (fields.length != columns.size() + before) {
            return "must have " + (columns.size() + before) + " columns but has " + fields.length;
        }
        for (int i = 0; i < to.size(); i++) {
            String value = fields[before + i].isEmpty() ? "_" : fields[before + i];
            to.get(i).append(to.get(i).isEmpty() ? "" : " ").append(value);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

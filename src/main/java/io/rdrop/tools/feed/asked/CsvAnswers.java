package io.rdrop.tools.feed.asked;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CSV: a header, then a line per row. The columns are those of the first row. */
final class CsvAnswers implements Answers {
    private final CsvWriter csv;
    private @Nullable Set<String> columns;

    CsvAnswers(Writer out) {
        csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    }

    @Override
    public void write(Map<String, Object> members, Map<String, Object> answer) throws IOException {
        try {
            Set<String> named = columns;
            if (named == null) {
                named = new LinkedHashSet<>(members.keySet());
                named.removeAll(answer.keySet());
                named.addAll(answer.keySet());
                csv.writeRecord(named);
                columns = named;
            }
            List<String> fields = new ArrayList<>(named.size());
            for (String name : named) {
                fields.add(text(answer.containsKey(name) ? answer.get(name) : members.get(name)));
            }
            csv.writeRecord(fields);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return node.isNull() ? "" : node.isValueNode() ? node.asText() : node.toString();
        }
        return value == null ? "" : value.toString();
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}

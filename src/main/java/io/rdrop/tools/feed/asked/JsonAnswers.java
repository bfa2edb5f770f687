package io.rdrop.tools.feed.asked;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.files.NumberText;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object per row. A table's fields become numbers in its columns of numbers, and null if missing. */
final class JsonAnswers implements Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer out;
    private final Set<String> numeric;

    JsonAnswers(Writer out, Set<String> numeric) {
        this.out = out;
        this.numeric = Set.copyOf(numeric);
    }

    @Override
    public void write(Map<String, Object> members, Map<String, Object> answer) throws IOException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (!answer.containsKey(name)) {
                row.put(name, value instanceof String field ? value(name, field) : value);
            }
        });
        row.putAll(answer);
        out.write(JSON.writeValueAsString(row));
        out.write('\n');
    }

    private @Nullable Object value(String name, String field) {
        if (MissingValues.isMissing(field)) {
            return null;
        }
        return numeric.contains(name) && NumberText.isNumber(field) ? new BigDecimal(field.strip()) : field;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

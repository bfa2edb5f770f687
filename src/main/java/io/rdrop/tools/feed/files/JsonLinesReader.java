package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON lines: every line a row. */
final class JsonLinesReader implements RowReader {
    /** Keeps digits as they are; NaN is let through, for the job to judge as such. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final LineReader lines;

    JsonLinesReader(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public @Nullable Row next() throws IOException {
        byte[] line = lines.next();
        return line == null ? null : row(LineReader.content(line));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static Row row(byte[] line) {
        String text = Text.decode(line);
        if (text == null) {
            return new Row.BrokenRow(line);
        }
        try {
            return JSON.readTree(text) instanceof ObjectNode object
                    ? new Row.JsonRow(object, line)
                    : new Row.BrokenRow(line);
        } catch (JsonProcessingException e) {
            return new Row.BrokenRow(line);
        }
    }
}

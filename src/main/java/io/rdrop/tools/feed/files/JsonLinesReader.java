package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.codec.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines: every line a row. Objects within a row that is no record yet become members of it: {@code a.b} for b in
 * a.
 */
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
    private final List<String> notes;
    private boolean flattened;

    /** @param notes what was taken before */
    JsonLinesReader(LineReader lines, List<String> notes) {
        this.lines = lines;
        this.notes = new ArrayList<>(notes);
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public long line() {
        return lines.line();
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

    private Row row(byte[] line) {
        String place = "line " + lines.line();
        String text = Text.decode(line);
        if (text == null) {
            return new Row.BrokenRow(line, place + " is not UTF-8 text" + TableReader.OTHER_ENCODING);
        }
        try {
            if (!(JSON.readTree(text) instanceof ObjectNode object)) {
                return new Row.BrokenRow(
                        line, place + (text.isBlank() ? " is empty" : " is no JSON object: each line must be one"));
            }
            return new Row.JsonRow(isNested(object) ? flat(object) : object, line);
        } catch (JsonProcessingException e) {
            return new Row.BrokenRow(line, place + " is not JSON: " + Excerpt.of(e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            return new Row.BrokenRow(line, place + " " + e.getMessage());
        }
    }

    private static boolean isNested(ObjectNode object) {
        if (!object.has("features")) {
            for (JsonNode member : object) {
                if (member.isObject()) {
                    return true;
                }
            }
        }
        return false;
    }

    private ObjectNode flat(ObjectNode object) {
        ObjectNode flat = JSON.createObjectNode();
        flatten("", object, flat);
        if (!flattened) {
            flattened = true;
            notes.add("objects within its rows are flattened: the columns of b in a are called a.b");
        }
        return flat;
    }

    private static void flatten(String prefix, ObjectNode object, ObjectNode flat) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = prefix + member.getKey();
            if (member.getValue() instanceof ObjectNode inner) {
                flatten(name + ".", inner, flat);
            } else if (flat.has(name)) {
                throw new IllegalArgumentException("names " + Excerpt.of(name) + " twice, once within an object");
            } else {
                flat.set(name, member.getValue());
            }
        }
    }
}

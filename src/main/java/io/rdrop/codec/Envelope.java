package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a record says beside features and label, with the first fault in it. */
final class Envelope {
    static final Set<String> KEYS = new TreeSet<>(Set.of("id", "model", "time", "features", "label"));

    private static final int MAX_MODEL_BYTES = 128;

    private final Set<String> seen = new TreeSet<>();
    private String id;
    private String model = Example.DEFAULT_MODEL;
    private long timeMs;
    private @Nullable Fault fault;

    /** @param position gives the defaults of id and time */
    Envelope(SourcePosition position) {
        id = position.toString();
        timeMs = position.timestampMs();
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    long timeMs() {
        return timeMs;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    boolean has(String key) {
        return seen.contains(key);
    }

    /** True if the key is known and new; otherwise the fault is noted and the value is to be skipped. */
    boolean admits(String key) {
        if (!KEYS.contains(key)) {
            refuse("unknown key " + Excerpt.of(key) + "; allowed are " + String.join(", ", KEYS));
            return false;
        }
        if (!seen.add(key)) {
            refuse("key " + key + " is given twice");
            return false;
        }
        return true;
    }

    void readId(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING, VALUE_NUMBER_INT -> id = parser.getText();
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) {
                    refuse(parser, "`id` must be a string or a number");
                } else {
                    id = parser.getText();
                }
            }
            default -> refuse(parser, "`id` must be a string or a number");
        }
    }

    void readModel(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> {
                if (canNameDirectory(parser.getText())) {
                    model = parser.getText();
                } else {
                    refuse(
                            parser,
                            "`model` names a directory: it must have 1 to " + MAX_MODEL_BYTES + " bytes (UTF-8), not be"
                                    + " blank, . or .., and have no /, \\ or control character,");
                }
            }
            default -> refuse(parser, "`model` must be a string");
        }
    }

    void readTime(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> setTime(parser, EventTime.ofMillis(parser.getDoubleValue()));
            case VALUE_STRING -> setTime(parser, EventTime.ofIso(parser.getText()));
            default -> setTime(parser, null);
        }
    }

    private void setTime(JsonParser parser, @Nullable Long parsedMs) throws IOException {
        if (parsedMs == null) {
            refuse(
                    parser,
                    "`time` must be milliseconds since the epoch or an ISO-8601 date and time (years 1 to 9999)");
        } else {
            timeMs = parsedMs;
        }
    }

    /** A lone surrogate is no character of any file system; the limit is in bytes because theirs is. */
    private static boolean canNameDirectory(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.codePoints()
                        .noneMatch(c -> c == '/'
                                || c == '\\'
                                || Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE)
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_MODEL_BYTES;
    }

    private void refuse(JsonParser parser, String expected) throws IOException {
        refuse(expected + " but was " + Tokens.describe(parser));
    }

    private void refuse(String detail) {
        if (fault == null) {
            fault = new Fault(RejectionReason.BAD_ENVELOPE, detail);
        }
    }
}

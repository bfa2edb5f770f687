package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;

/** The keys of one JSON record, each at most once, and what those beside features and label say. */
final class JsonEnvelope {
    /** In alphabetical order, as messages name them. */
    static final List<String> KEYS = List.of("features", "id", "label", "model", "time");

    /** The same where there may be weights. */
    static final List<String> WEIGHED_KEYS = List.of("features", "id", "label", "model", "time", "weight");

    /** Those of a sentence. */
    static final List<String> SENTENCE_KEYS = List.of("id", "model", "tags", "time", "tokens");

    /** Those of a text that another one is written for. */
    static final List<String> PAIR_KEYS = List.of("id", "model", "source", "target", "time");

    private final Envelope envelope;
    private final List<String> keys;
    private int seen;

    /** @param keys that there may be, in alphabetical order */
    JsonEnvelope(Envelope envelope, List<String> keys) {
        this.envelope = envelope;
        this.keys = keys;
    }

    /** The keys of a task's records. */
    static List<String> keys(RecordShape shape) {
        return switch (shape.input()) {
            case TOKENS -> SENTENCE_KEYS;
            case SOURCE -> PAIR_KEYS;
            case TABLE, TEXT, IMAGE -> shape.weighed() ? WEIGHED_KEYS : KEYS;
        };
    }

    /** True if the key is known and new; otherwise the fault is noted and the value is to be skipped. */
    boolean admits(String key) {
        int index = keys.indexOf(key);
        if (index < 0) {
            envelope.refuse("unknown key " + Excerpt.of(key) + "; allowed are " + String.join(", ", keys));
            return false;
        }
        return admits(index);
    }

    /** As {@link #admits(String)}, of a key known by its index. */
    boolean admits(int index) {
        if ((seen & 1 << index) != 0) {
            envelope.refuse("key " + keys.get(index) + " is given twice");
            return false;
        }
        seen |= 1 << index;
        return true;
    }

    void readId(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING, VALUE_NUMBER_INT -> envelope.id(parser.getText());
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) {
                    envelope.refuseId(Tokens.describe(parser));
                } else {
                    envelope.id(parser.getText());
                }
            }
            default -> envelope.refuseId(Tokens.describe(parser));
        }
    }

    void readModel(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> envelope.model(parser.getText());
            default -> envelope.refuseModel(Tokens.describe(parser));
        }
    }

    void readTime(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!envelope.time(parser.getDoubleValue())) {
                    envelope.refuseTime(Tokens.describe(parser));
                }
            }
            case VALUE_STRING -> envelope.time(parser.getText());
            default -> envelope.refuseTime(Tokens.describe(parser));
        }
    }
}

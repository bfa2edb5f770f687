package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Label;
import io.rdrop.example.RawRecord;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels on a topic of their own: one JSON object {@code {"id", "label", "model"}} in UTF-8, in any key order and with
 * no other keys, but {@code weight} with {@code input.weights}. {@code label} and {@code weight} are as in examples;
 * without {@code model} it is {@code default}. Not for use by several
 * threads at once.
 */
public final class LabelCodec {
    private static final List<String> KEYS = List.of("id", "label", "model");
    private static final List<String> WEIGHED_KEYS = List.of("id", "label", "model", "weight");
    private static final int MAX_NESTING = 20;
    private static final int MAX_PARSER_MESSAGE_CHARS = 200;

    private final RecordShape shape;
    private final JsonFactory json;

    /** The labels of a job. */
    public LabelCodec(JobConfig config) {
        shape = RecordShape.of(config);
        json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxStringLength(shape.maxBytes())
                        .maxNameLength(shape.maxBytes())
                        .build())
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    /**
     * The label that a record is.
     *
     * @throws ConfigException saying what is wrong with it, if it is none
     */
    public Label read(RawRecord record) {
        byte[] value = record.value();
        Fault ofSize = shape.faultOfSize(value);
        if (ofSize != null || value == null) {
            throw new ConfigException(ofSize == null ? "the value is null" : ofSize.detail());
        }
        if (Utf8.firstFault(value) != Utf8.NONE) {
            throw new ConfigException("byte " + Utf8.firstFault(value) + " is not UTF-8");
        }
        try (JsonParser parser = json.createParser(value)) {
            return read(parser, record);
        } catch (JsonProcessingException e) {
            throw new ConfigException("a label must be one JSON object but cannot be read: "
                    + Excerpt.of(e.getOriginalMessage(), MAX_PARSER_MESSAGE_CHARS));
        } catch (IOException e) {
            throw new ConfigException("a label must be one JSON object but cannot be read: " + e);
        }
    }

    private Label read(JsonParser parser, RawRecord record) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new ConfigException("a label must be one JSON object but was "
                    + (parser.currentToken() == null ? "white space" : Tokens.describe(parser)));
        }
        Envelope envelope = new Envelope(record.position(), shape.models());
        JsonEnvelope keys = new JsonEnvelope(envelope, shape.weighed() ? WEIGHED_KEYS : KEYS);
        double target = Double.NaN;
        double weight = Double.NaN;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (keys.admits(key)) {
                switch (key) {
                    case "id" -> keys.readId(parser);
                    case "model" -> keys.readModel(parser);
                    case "weight" -> weight = weight(parser);
                    default -> target = target(parser);
                }
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw new ConfigException("after the object comes " + Tokens.describe(parser));
        }
        @Nullable Fault fault = envelope.fault();
        @Nullable String id = envelope.id();
        if (fault != null) {
            throw new ConfigException(fault.detail());
        }
        if (id == null) {
            throw new ConfigException("`id` is missing");
        }
        if (Double.isNaN(target)) {
            throw new ConfigException("`label` is missing");
        }
        return new Label(record.position(), id, envelope.model(), target, weight);
    }

    /** NaN for null. */
    private static double weight(JsonParser parser) throws IOException {
        boolean isNumber = parser.currentToken().isNumeric();
        double weight = isNumber ? parser.getDoubleValue() : Double.NaN;
        boolean isWeight = weight >= 0 && !Double.isInfinite(weight);
        if (!isWeight && parser.currentToken() != JsonToken.VALUE_NULL) {
            throw new ConfigException(
                    "`weight` must be a finite number of at least 0 but was " + Tokens.describe(parser));
        }
        return weight;
    }

    private double target(JsonParser parser) throws IOException {
        Targets targets = shape.targets();
        double number = Double.NaN;
        double target = Double.NaN;
        switch (parser.currentToken()) {
            case VALUE_NULL -> {
                return Double.NaN;
            }
            case VALUE_STRING -> target = targets.ofText(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                number = parser.getDoubleValue();
                target = targets.ofNumber(number);
            }
            default -> target = Double.NaN;
        }
        if (Double.isNaN(target)) {
            throw new ConfigException(
                    targets.fault(number, Tokens.describe(parser)).detail());
        }
        return target;
    }
}

package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JSON records {@code {"id","model","time","features","label"}} in UTF-8, read as a stream of tokens in any key order.
 *
 * <p>Where a record has several faults, one counts: the whole first (size, JSON, envelope, features), then the label, then
 * the columns in configured order.
 */
public final class JsonExampleCodec implements ExampleCodec {
    /** A record is two levels deep; more is only ever skipped. */
    private static final int MAX_NESTING = 64;

    private static final int MAX_PARSER_MESSAGE_CHARS = 200;

    private static final Fault MISSING_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is missing");
    private static final Fault NULL_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is null");

    private final JsonFactory json;
    /** For most records of a table; the parser is for the rest. */
    private final @Nullable JsonTableScanner scanner;

    private final Supplier<FeatureReader> features;
    private final Targets targets;
    private final ModelNames models;
    private final RejectionReason notUtf8;
    private final boolean unlabelled;
    private final int maxBytes;

    /** The records of a job. */
    public static JsonExampleCodec of(JobConfig config) {
        return of(config, true);
    }

    /** The same, with every record read by the parser. */
    static JsonExampleCodec byParserOnly(JobConfig config) {
        return of(config, false);
    }

    private static JsonExampleCodec of(JobConfig config, boolean scan) {
        int maxBytes = config.input().maxBytes();
        TaskType.Input input = config.task().input();
        Columns columns = new Columns(config.features());
        Targets targets = Targets.of(config);
        ModelNames models = new ModelNames();
        boolean unlabelled = config.rDrop().unlabelled();
        return new JsonExampleCodec(
                scan && input == TaskType.Input.TABLE
                        ? JsonTableScanner.of(columns, targets, models, unlabelled)
                        : null,
                switch (input) {
                    case TABLE -> () -> new FeatureValues(columns);
                    case TEXT -> TextReader::new;
                    case IMAGE -> () -> new ImageReader(config.image());
                },
                targets,
                models,
                input == TaskType.Input.TEXT ? RejectionReason.UNDECODABLE_TEXT : RejectionReason.NOT_JSON,
                unlabelled,
                maxBytes);
    }

    private JsonExampleCodec(
            @Nullable JsonTableScanner scanner,
            Supplier<FeatureReader> features,
            Targets targets,
            ModelNames models,
            RejectionReason notUtf8,
            boolean unlabelled,
            int maxBytes) {
        this.scanner = scanner;
        this.features = features;
        this.targets = targets;
        this.models = models;
        this.notUtf8 = notUtf8;
        this.unlabelled = unlabelled;
        this.maxBytes = maxBytes;
        json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(maxBytes) // a long number is a number: whether it is finite is asked later
                        .maxStringLength(maxBytes)
                        .maxNameLength(maxBytes)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // the JDK's takes ten times as long and makes garbage
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // NaN gets its own reason, not-finite
                // Records are UTF-8. Names come from strangers: do not keep them for ever, and do not let colliding
                // names in one record make the shared symbol table refuse the next one.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    @Override
    public Decoded decode(RawRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return reject(record, new Fault(RejectionReason.EMPTY, "the value is null"));
        }
        if (scanner != null && value.length <= maxBytes) {
            Example example = scanner.read(record, value);
            if (example != null) {
                return example;
            }
        }
        Fault fault = faultOfBytes(value);
        if (fault != null) {
            return reject(record, fault);
        }
        try (JsonParser parser = json.createParser(value)) {
            return read(parser, record);
        } catch (JsonProcessingException e) {
            return reject(record, notJson(e.getOriginalMessage() + place(e)));
        } catch (IOException | RuntimeException e) {
            // Not known to happen; but one record must never stop the stream.
            return reject(record, notJson("the parser failed with " + e));
        }
    }

    private @Nullable Fault faultOfBytes(byte[] value) {
        if (value.length > maxBytes) {
            return new Fault(
                    RejectionReason.TOO_LARGE,
                    "the value must have at most " + maxBytes + " bytes (input.max-bytes) but had " + value.length);
        }
        if (isBlank(value)) {
            return new Fault(
                    RejectionReason.EMPTY,
                    value.length == 0 ? "the value has no bytes" : value.length + " bytes of white space");
        }
        int badByte = Utf8.firstFault(value);
        return badByte == Utf8.NONE
                ? null
                : new Fault(notUtf8, String.format("byte %d (0x%02x) is not UTF-8", badByte, value[badByte] & 0xff));
    }

    private Decoded read(JsonParser parser, RawRecord record) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return reject(record, notJson("the value must be one JSON object but was " + Tokens.describe(parser)));
        }
        Envelope envelope = new Envelope(record.position(), models);
        JsonEnvelope keys = new JsonEnvelope(envelope);
        FeatureReader reader = features.get();
        double target = Example.UNLABELLED;
        @Nullable Fault labelFault = unlabelled ? null : MISSING_LABEL;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (keys.admits(key)) {
                switch (key) {
                    case "id" -> keys.readId(parser);
                    case "model" -> keys.readModel(parser);
                    case "time" -> keys.readTime(parser);
                    case "features" -> reader.read(parser);
                    default -> {
                        target = target(parser);
                        labelFault = Double.isNaN(target) ? labelFault(parser) : null;
                    }
                }
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            return reject(record, notJson("after the object comes " + Tokens.describe(parser)));
        }
        Fault fault = first(envelope, keys, reader, labelFault);
        if (fault != null) {
            return reject(record, fault);
        }
        return new Example(
                record.position(), envelope.id(), envelope.model(), envelope.timeMs(), reader.features(), target);
    }

    private double target(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> targets.ofText(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> targets.ofNumber(parser.getDoubleValue());
            default -> Double.NaN;
        };
    }

    private @Nullable Fault labelFault(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> unlabelled ? null : NULL_LABEL;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                targets.fault(parser.getDoubleValue(), Tokens.describe(parser));
            default -> targets.fault(Double.NaN, Tokens.describe(parser));
        };
    }

    private static @Nullable Fault first(
            Envelope envelope, JsonEnvelope keys, FeatureReader features, @Nullable Fault labelFault) {
        if (envelope.fault() != null) {
            return envelope.fault();
        }
        if (!keys.hasFeatures()) {
            return new Fault(RejectionReason.NO_FEATURES, "`features` is missing");
        }
        Fault featureFault = features.fault();
        if (labelFault == null || (featureFault != null && featureFault.reason() == RejectionReason.NO_FEATURES)) {
            return featureFault;
        }
        return labelFault;
    }

    private static Rejection reject(RawRecord record, Fault fault) {
        return new Rejection(record, fault.reason(), fault.detail());
    }

    private static Fault notJson(String message) {
        return new Fault(RejectionReason.NOT_JSON, Excerpt.of(message, MAX_PARSER_MESSAGE_CHARS));
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " (at byte " + e.getLocation().getByteOffset() + ")";
    }

    private static boolean isBlank(byte[] value) {
        for (byte b : value) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}

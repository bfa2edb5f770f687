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
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON records {@code {"id","model","time","features","label","weight"}} in UTF-8, read as tokens in any key order; of
 * a sentence {@code tokens} and {@code tags} are in the places of {@code features} and {@code label}, of texts that are
 * written {@code source} and {@code target}.
 */
public final class JsonExampleCodec implements ExampleCodec {
    /** A record is two levels deep; more is only ever skipped. */
    private static final int MAX_NESTING = 64;

    private static final int MAX_PARSER_MESSAGE_CHARS = 200;

    /** What is text all through, so that bytes which are none have a reason of their own. */
    private static final Set<TaskType.Input> TEXTS =
            EnumSet.of(TaskType.Input.TEXT, TaskType.Input.TOKENS, TaskType.Input.SOURCE);

    private final JsonFactory json;
    private final RecordShape shape;
    /** For most records of a table; the parser is for the rest. */
    private final @Nullable JsonTableScanner scanner;

    private final FeatureReader features;

    /** The records of a job. */
    public static JsonExampleCodec of(JobConfig config) {
        return new JsonExampleCodec(RecordShape.of(config), true);
    }

    /** Records to predict, which need no label. */
    public static JsonExampleCodec unlabelled(JobConfig config) {
        return new JsonExampleCodec(RecordShape.of(config, true), true);
    }

    static JsonExampleCodec of(RecordShape shape) {
        return new JsonExampleCodec(shape, true);
    }

    /** The same, with every record read by the parser. */
    static JsonExampleCodec byParserOnly(JobConfig config) {
        return new JsonExampleCodec(RecordShape.of(config), false);
    }

    private JsonExampleCodec(RecordShape shape, boolean scan) {
        this.shape = shape;
        scanner = scan ? JsonTableScanner.of(shape) : null;
        features = switch (shape.input()) {
            case TABLE -> new FeatureValues(shape.columns());
            case TEXT -> new TextReader();
            case IMAGE -> new ImageReader(shape.image());
            case TOKENS -> new SentenceReader();
            case SOURCE -> new PairReader();
        };
        int maxBytes = shape.maxBytes();
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
        Fault fault = shape.faultOfSize(record.value());
        if (fault != null) {
            return fault.rejection(record);
        }
        byte[] value = Objects.requireNonNull(record.value());
        if (scanner != null) {
            Example example = scanner.read(record, value);
            if (example != null) {
                return example;
            }
        }
        fault = faultOfBytes(value);
        if (fault != null) {
            return fault.rejection(record);
        }
        try (JsonParser parser = json.createParser(value)) {
            return read(parser, record);
        } catch (JsonProcessingException e) {
            return notJson(e.getOriginalMessage() + place(e)).rejection(record);
        } catch (IOException | RuntimeException e) {
            // Not known to happen; but one record must never stop the stream.
            return notJson("the parser failed with " + e).rejection(record);
        }
    }

    private @Nullable Fault faultOfBytes(byte[] value) {
        if (isBlank(value)) {
            return new Fault(RejectionReason.EMPTY, value.length + " bytes of white space");
        }
        int badByte = Utf8.firstFault(value);
        return badByte == Utf8.NONE
                ? null
                : new Fault(
                        TEXTS.contains(shape.input()) ? RejectionReason.UNDECODABLE_TEXT : RejectionReason.NOT_JSON,
                        String.format("byte %d (0x%02x) is not UTF-8", badByte, value[badByte] & 0xff));
    }

    private Decoded read(JsonParser parser, RawRecord record) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return notJson("the value must be one JSON object but was " + Tokens.describe(parser))
                    .rejection(record);
        }
        Draft draft = new Draft(shape, record);
        JsonEnvelope keys = new JsonEnvelope(draft.envelope(), JsonEnvelope.keys(shape));
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (keys.admits(key)) {
                switch (key) {
                    case "id" -> keys.readId(parser);
                    case "model" -> keys.readModel(parser);
                    case "time" -> keys.readTime(parser);
                    case "features", "tokens", "source" -> features.read(parser, draft);
                    case "weight" -> readWeight(parser, draft);
                    case "tags" -> SentenceReader.readTags(parser, draft);
                    case "target" -> PairReader.readTarget(parser, draft);
                    default -> readLabel(parser, draft);
                }
            }
            parser.skipChildren();
        }
        return parser.nextToken() == null
                ? draft.finish()
                : notJson("after the object comes " + Tokens.describe(parser)).rejection(record);
    }

    private static void readLabel(JsonParser parser, Draft draft) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> draft.nullLabel();
            case VALUE_STRING -> draft.label(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double number = parser.getDoubleValue();
                if (!draft.label(number)) {
                    draft.refuseLabel(number, Tokens.describe(parser));
                }
            }
            default -> draft.refuseLabel(Double.NaN, Tokens.describe(parser));
        }
    }

    private static void readWeight(JsonParser parser, Draft draft) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!draft.weight(parser.getDoubleValue())) {
                    draft.refuseWeight(Tokens.describe(parser));
                }
            }
            default -> draft.refuseWeight(Tokens.describe(parser));
        }
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

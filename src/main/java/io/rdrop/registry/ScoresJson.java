package io.rdrop.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.rdrop.example.ClassTable;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TagCounts;
import io.rdrop.example.TextCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Scores as one flat JSON object: {@code examples}, then each score by its key, and {@code classes} if they are kept by
 * class. Numbers that are not finite are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
public final class ScoresJson extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final String EXAMPLES = "examples";
    private static final String CLASSES = "classes";
    private static final String TAG_COUNTS = "tagCounts";
    /** The same of tags that are B-, I- and O. */
    private static final String SPAN_COUNTS = "spanTagCounts";

    private static final String TEXT_COUNTS = "textCounts";
    /** The same of summaries. */
    private static final String SUMMARY_COUNTS = "summaryCounts";

    public ScoresJson() {
        super("scores");
        addSerializer(Scores.class, new Writer());
        addDeserializer(Scores.class, new Reader());
    }

    private static final class Writer extends StdSerializer<Scores> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Scores.class);
        }

        @Override
        public void serialize(Scores scores, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeNumberField(EXAMPLES, scores.examples());
            for (Map.Entry<Score, Double> score : scores.values().entrySet()) {
                json.writeNumberField(score.getKey().key(), score.getValue());
            }
            if (scores.classes() != null) {
                json.writeFieldName(CLASSES);
                ClassTableJson.write(scores.classes(), json);
            }
            if (scores.tagCounts() != null) {
                json.writeArrayFieldStart(scores.tagCounts().hasSpans() ? SPAN_COUNTS : TAG_COUNTS);
                for (long count : scores.tagCounts().values()) {
                    json.writeNumber(count);
                }
                json.writeEndArray();
            }
            if (scores.textCounts() != null) {
                json.writeArrayFieldStart(scores.textCounts().areSummaries() ? SUMMARY_COUNTS : TEXT_COUNTS);
                for (long count : scores.textCounts().values()) {
                    json.writeNumber(count);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
    }

    private static final class Reader extends StdDeserializer<Scores> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Scores.class);
        }

        @Override
        public Scores deserialize(JsonParser json, DeserializationContext context) throws IOException {
            long examples = -1;
            ClassTable classes = null;
            TagCounts tags = null;
            TextCounts texts = null;
            Map<Score, Double> values = new EnumMap<>(Score.class);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                json.nextToken();
                if (key.equals(EXAMPLES)) {
                    examples = json.getLongValue();
                } else if (key.equals(CLASSES)) {
                    classes = ClassTableJson.read(context.readTree(json));
                } else if (key.equals(TAG_COUNTS) || key.equals(SPAN_COUNTS)) {
                    tags = new TagCounts(counts(json, context), key.equals(SPAN_COUNTS));
                } else if (key.equals(TEXT_COUNTS) || key.equals(SUMMARY_COUNTS)) {
                    texts = new TextCounts(counts(json, context), key.equals(SUMMARY_COUNTS));
                } else {
                    values.put(score(key, context), _parseDoublePrimitive(json, context));
                }
            }
            if (examples < 0) {
                throw context.weirdNativeValueException(examples, Scores.class);
            }
            return texts == null ? new Scores(examples, values, classes, tags) : Scores.of(texts);
        }

        private static List<Long> counts(JsonParser json, DeserializationContext context) throws IOException {
            List<Long> counts = new ArrayList<>();
            for (JsonNode count : context.readTree(json)) {
                counts.add(count.asLong());
            }
            return counts;
        }

        private Score score(String key, DeserializationContext context) throws IOException {
            try {
                return Score.ofKey(key);
            } catch (IllegalArgumentException e) {
                throw context.weirdKeyException(Score.class, key, e.getMessage());
            }
        }
    }
}

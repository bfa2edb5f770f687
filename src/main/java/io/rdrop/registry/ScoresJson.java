package io.rdrop.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.rdrop.example.ClassTable;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Scores as one flat JSON object: {@code examples}, then each score by its key, and {@code classes} if they are kept by
 * class. Numbers that are not finite are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
public final class ScoresJson extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final String EXAMPLES = "examples";
    private static final String CLASSES = "classes";

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
            Map<Score, Double> values = new EnumMap<>(Score.class);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                json.nextToken();
                if (key.equals(EXAMPLES)) {
                    examples = json.getLongValue();
                } else if (key.equals(CLASSES)) {
                    classes = ClassTableJson.read(context.readTree(json));
                } else {
                    values.put(score(key, context), _parseDoublePrimitive(json, context));
                }
            }
            if (examples < 0) {
                throw context.weirdNativeValueException(examples, Scores.class);
            }
            return new Scores(examples, values, classes);
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

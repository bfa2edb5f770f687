package io.rdrop.late;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Predictions as the scoring job writes them. */
public final class ServedJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> classes;

    /** @param classes empty for numbers */
    public ServedJson(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    /** The prediction that a record is; null if it is none, or one of other classes. */
    public @Nullable Served read(RawRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return null;
        }
        JsonNode said;
        try {
            said = JSON.readTree(value);
        } catch (IOException e) {
            return null;
        }
        if (said == null
                || !said.path("id").isTextual()
                || !said.path("version").isNumber()) {
            return null; // answers of nobody have no version
        }
        float[] outputs = classes.isEmpty() ? number(said) : probabilities(said.path("probabilities"));
        return outputs == null
                ? null
                : new Served(
                        record.position(),
                        said.path("id").asText(),
                        said.path("model").asText(Example.DEFAULT_MODEL),
                        said.path("version").asLong(),
                        outputs);
    }

    private static float @Nullable [] number(JsonNode said) {
        JsonNode number = said.path("prediction");
        return number.isNumber() ? new float[] {(float) number.asDouble()} : null;
    }

    private float @Nullable [] probabilities(JsonNode said) {
        float[] outputs = new float[classes.size()];
        for (int i = 0; i < outputs.length; i++) {
            JsonNode probability = said.path(classes.get(i));
            if (!probability.isNumber()) {
                return null;
            }
            outputs[i] = (float) probability.asDouble();
        }
        return said.size() == outputs.length ? outputs : null;
    }
}

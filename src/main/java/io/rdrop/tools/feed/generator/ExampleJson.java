package io.rdrop.tools.feed.generator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes examples of a stream as the job reads them: {@code {"id":"sea-0","features":{"x1":1.5},"label":"within"}} */
public final class ExampleJson {
    private final JsonFactory json = new JsonFactory();
    private final String name;
    private final List<FeatureConfig> features;
    private final List<String> classes;

    public ExampleJson(DriftStream stream) {
        this.name = stream.name();
        this.features = stream.features();
        this.classes = stream.classes();
    }

    /** One record, JSON in UTF-8; the index of the example and the stream's name make its id. */
    public byte[] bytes(long index, GeneratedExample example) {
        return bytes(index, null, example);
    }

    /**
     * One record of a model key.
     *
     * @param index of the example in the stream; with the stream's name it makes the id
     * @param model the key; null leaves it out
     * @return JSON in UTF-8
     */
    public byte[] bytes(long index, @Nullable String model, GeneratedExample example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 24 * features.size());
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("id", name + "-" + index);
            if (model != null) {
                out.writeStringField("model", model);
            }
            out.writeObjectFieldStart("features");
            int number = 0;
            int category = 0;
            for (FeatureConfig feature : features) {
                if (feature.type() == FeatureType.NUMERIC) {
                    out.writeNumberField(feature.name(), example.numbers()[number++]);
                } else {
                    out.writeStringField(feature.name(), example.categories()[category++]);
                }
            }
            out.writeEndObject();
            if (classes.isEmpty()) {
                out.writeNumberField("label", example.target());
            } else {
                out.writeStringField("label", classes.get(example.label()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

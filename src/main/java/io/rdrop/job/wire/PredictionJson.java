package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.rdrop.example.Example;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TokenFeatures;
import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * What a record of the topic of predictions says. Numbers have as many digits as tell their float32 apart, so that who
 * reads them has the same bits. Not thread-safe.
 */
public final class PredictionJson {
    private static final double NS_PER_MS = 1e6;
    private static final int ROUNDED = 1_000;

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What a version says. */
    public PredictionRecord of(Example example, Prediction prediction, long tookNs) {
        return write(example, example.model(), false, tookNs, out -> said(example, prediction, out));
    }

    /**
     * What another version would have said.
     *
     * @param model whose version it is
     * @param answered what was answered
     */
    public PredictionRecord ofShadow(
            Example example, String model, Prediction prediction, Prediction answered, long tookNs) {
        return write(example, model, true, tookNs, out -> {
            said(example, prediction, out);
            out.writeObjectFieldStart("answered");
            out.writeStringField("model", answered.by().model());
            out.writeNumberField("version", answered.by().version());
            if (answered.isClass()) {
                out.writeStringField("prediction", answered.label());
            } else if (answered.isText()) {
                out.writeStringField("prediction", answered.text());
            } else if (answered.isTags()) {
                tags(answered.by().classes(), new TagOutputs(answered.outputs(), 0), out);
            } else {
                out.writeNumberField("prediction", answered.number());
            }
            out.writeEndObject();
        });
    }

    /** What the weights in training say after a step. */
    public PredictionRecord ofStep(
            Example example, List<String> classes, float[] outputs, double deviation, long step, long tookNs) {
        return write(example, example.model(), false, tookNs, out -> {
            said(example, classes, outputs, deviation, out);
            out.writeNumberField("step", step);
            out.writeNullField("version");
            out.writeNullField("manifestSha256");
        });
    }

    private static void said(Example example, Prediction prediction, JsonGenerator out) throws IOException {
        ModelVersion version = prediction.by();
        said(example, version.classes(), prediction.outputs(), prediction.deviation(), out);
        out.writeNumberField("version", version.version());
        out.writeStringField("manifestSha256", version.manifestSha256());
    }

    private static void said(
            Example example, List<String> classes, float[] outputs, double deviation, JsonGenerator out)
            throws IOException {
        if (example.features() instanceof TokenFeatures) {
            TagOutputs sentence = new TagOutputs(outputs, 0);
            tags(classes, sentence, out);
            out.writeArrayFieldStart("probabilities");
            for (int i = 0; i < sentence.tokens(); i++) {
                out.writeNumber(sentence.probability(i));
            }
            out.writeEndArray();
        } else if (example.features() instanceof PairFeatures) {
            out.writeStringField("prediction", new TextOutputs(outputs, 0).text());
        } else if (classes.isEmpty()) {
            out.writeNumberField("prediction", outputs[0]);
            out.writeNumberField("deviation", (float) deviation);
        } else {
            int best = Prediction.best(outputs);
            out.writeStringField("prediction", classes.get(best));
            out.writeNumberField("probability", outputs[best]);
            probabilities(classes, outputs, out);
        }
    }

    private static void tags(List<String> classes, TagOutputs sentence, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("prediction");
        for (int i = 0; i < sentence.tokens(); i++) {
            out.writeString(classes.get(sentence.tag(i)));
        }
        out.writeEndArray();
    }

    /**
     * What a model says that has learned nothing: each class is as probable as any other, and of a number, or of
     * tags, nothing is known.
     *
     * @param classes empty if it is numbers that are predicted
     */
    public PredictionRecord ofPrior(Example example, List<String> classes, long tookNs) {
        float[] each = new float[classes.size()];
        Arrays.fill(each, 1f / Math.max(1, classes.size()));
        return write(example, example.model(), false, tookNs, out -> {
            out.writeNullField("prediction");
            if (example.features() instanceof PairFeatures) {
                out.writeNullField("version");
                out.writeNullField("manifestSha256");
                return;
            }
            if (classes.isEmpty()) {
                out.writeNullField("deviation");
            } else if (example.features() instanceof TokenFeatures) {
                out.writeNullField("probabilities");
            } else {
                out.writeNullField("probability");
                probabilities(classes, each, out);
            }
            out.writeNullField("version");
            out.writeNullField("manifestSha256");
        });
    }

    private static void probabilities(List<String> classes, float[] each, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("probabilities");
        for (int i = 0; i < each.length; i++) {
            out.writeNumberField(classes.get(i), each[i]);
        }
        out.writeEndObject();
    }

    private interface Answer {
        void write(JsonGenerator out) throws IOException;
    }

    private PredictionRecord write(Example example, String model, boolean isShadow, long tookNs, Answer answer) {
        bytes.reset();
        SourcePosition position = example.position();
        String id = example.id();
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("id", id);
            out.writeStringField("model", model);
            answer.write(out);
            out.writeStringField("topic", position.topic());
            out.writeNumberField("partition", position.partition());
            out.writeNumberField("offset", position.offset());
            out.writeNumberField("tookMs", Math.round(tookNs * ROUNDED / NS_PER_MS) / (double) ROUNDED);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: it does not happen
        }
        return new PredictionRecord(id.getBytes(UTF_8), bytes.toByteArray(), isShadow);
    }
}

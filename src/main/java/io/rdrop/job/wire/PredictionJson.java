package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.example.Example;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TokenFeatures;
import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import java.util.Arrays;
import java.util.List;

/**
 * What a record of the topic of predictions says. Numbers have as many digits as tell their float32 apart, so that who
 * reads them has the same bits. Not thread-safe.
 */
public final class PredictionJson {
    private static final int NS_PER_US = 1_000;

    private static final byte[] ID = JsonBytes.quoted("id");
    private static final byte[] MODEL = JsonBytes.quoted("model");
    private static final byte[] PREDICTION = JsonBytes.quoted("prediction");
    private static final byte[] PROBABILITY = JsonBytes.quoted("probability");
    private static final byte[] PROBABILITIES = JsonBytes.quoted("probabilities");
    private static final byte[] DEVIATION = JsonBytes.quoted("deviation");
    private static final byte[] ANSWERED = JsonBytes.quoted("answered");
    private static final byte[] STEP = JsonBytes.quoted("step");
    private static final byte[] VERSION = JsonBytes.quoted("version");
    private static final byte[] MANIFEST = JsonBytes.quoted("manifestSha256");
    private static final byte[] TOPIC = JsonBytes.quoted("topic");
    private static final byte[] PARTITION = JsonBytes.quoted("partition");
    private static final byte[] OFFSET = JsonBytes.quoted("offset");
    private static final byte[] TOOK_MS = JsonBytes.quoted("tookMs");

    private final JsonBytes json = new JsonBytes();
    /** Of the classes that were written last. */
    private Names names = new Names(List.of());

    /** Classes, as they are written. */
    private record Names(List<String> classes, byte[][] quoted) {
        Names(List<String> classes) {
            this(classes, classes.stream().map(JsonBytes::quoted).toArray(byte[][]::new));
        }
    }

    /** What a version says. */
    public PredictionRecord of(Example example, Prediction prediction, long tookNs) {
        begin(example, example.model());
        said(example, prediction);
        return end(example, false, tookNs);
    }

    /**
     * What another version would have said.
     *
     * @param model whose version it is
     * @param answered what was answered
     */
    public PredictionRecord ofShadow(
            Example example, String model, Prediction prediction, Prediction answered, long tookNs) {
        begin(example, model);
        said(example, prediction);
        json.name(ANSWERED).begin('{');
        json.name(MODEL).text(answered.by().model());
        json.name(VERSION).number(answered.by().version());
        if (answered.isClass()) {
            json.name(PREDICTION).text(answered.label());
        } else if (answered.isText()) {
            json.name(PREDICTION).text(answered.text());
        } else if (answered.isTags()) {
            tags(answered.by().classes(), new TagOutputs(answered.outputs(), 0));
        } else {
            json.name(PREDICTION).number(answered.number());
        }
        json.end('}');
        return end(example, true, tookNs);
    }

    /** What the weights in training say after a step. */
    public PredictionRecord ofStep(
            Example example, List<String> classes, float[] outputs, double deviation, long step, long tookNs) {
        begin(example, example.model());
        said(example, classes, outputs, deviation);
        json.name(STEP).number(step);
        noVersion();
        return end(example, false, tookNs);
    }

    private void noVersion() {
        json.name(VERSION).nothing();
        json.name(MANIFEST).nothing();
    }

    private void said(Example example, Prediction prediction) {
        ModelVersion version = prediction.by();
        said(example, version.classes(), prediction.outputs(), prediction.deviation());
        json.name(VERSION).number(version.version());
        json.name(MANIFEST).text(version.manifestSha256());
    }

    private void said(Example example, List<String> classes, float[] outputs, double deviation) {
        if (example.features() instanceof TokenFeatures) {
            TagOutputs sentence = new TagOutputs(outputs, 0);
            tags(classes, sentence);
            json.name(PROBABILITIES).begin('[');
            for (int i = 0; i < sentence.tokens(); i++) {
                json.number(sentence.probability(i));
            }
            json.end(']');
        } else if (example.features() instanceof PairFeatures) {
            json.name(PREDICTION).text(new TextOutputs(outputs, 0).text());
        } else if (classes.isEmpty()) {
            json.name(PREDICTION).number(outputs[0]);
            json.name(DEVIATION).number((float) deviation);
        } else {
            int best = Prediction.best(outputs);
            json.name(PREDICTION).quotedValue(quoted(classes)[best]);
            json.name(PROBABILITY).number(outputs[best]);
            probabilities(classes, outputs);
        }
    }

    private void tags(List<String> classes, TagOutputs sentence) {
        byte[][] quoted = quoted(classes);
        json.name(PREDICTION).begin('[');
        for (int i = 0; i < sentence.tokens(); i++) {
            json.quotedValue(quoted[sentence.tag(i)]);
        }
        json.end(']');
    }

    /**
     * What a model says that has learned nothing: each class is as probable as any other, and of a number, or of
     * tags, nothing is known.
     *
     * @param classes empty if it is numbers that are predicted
     */
    public PredictionRecord ofPrior(Example example, List<String> classes, long tookNs) {
        begin(example, example.model());
        json.name(PREDICTION).nothing();
        boolean isText = example.features() instanceof PairFeatures;
        if (!isText && classes.isEmpty()) {
            json.name(DEVIATION).nothing();
        } else if (example.features() instanceof TokenFeatures) {
            json.name(PROBABILITIES).nothing();
        } else if (!isText) {
            float[] each = new float[classes.size()];
            Arrays.fill(each, 1f / each.length);
            json.name(PROBABILITY).nothing();
            probabilities(classes, each);
        }
        noVersion();
        return end(example, false, tookNs);
    }

    private void probabilities(List<String> classes, float[] each) {
        byte[][] quoted = quoted(classes);
        json.name(PROBABILITIES).begin('{');
        for (int i = 0; i < each.length; i++) {
            json.name(quoted[i]).number(each[i]);
        }
        json.end('}');
    }

    @SuppressWarnings("ReferenceEquality") // mostly the very same list: that of the version in use
    private byte[][] quoted(List<String> classes) {
        if (names.classes() != classes) {
            names = names.classes().equals(classes) ? new Names(classes, names.quoted()) : new Names(classes);
        }
        return names.quoted();
    }

    private void begin(Example example, String model) {
        json.clear().begin('{');
        json.name(ID).text(example.id());
        json.name(MODEL).text(model);
    }

    private PredictionRecord end(Example example, boolean isShadow, long tookNs) {
        SourcePosition position = example.position();
        json.name(TOPIC).text(position.topic());
        json.name(PARTITION).number(position.partition());
        json.name(OFFSET).number(position.offset());
        json.name(TOOK_MS).thousandths(Math.max(0, tookNs + NS_PER_US / 2) / NS_PER_US);
        json.end('}');
        return new PredictionRecord(example.id().getBytes(UTF_8), json.toBytes(), isShadow);
    }
}

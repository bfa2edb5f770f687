package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.predict.Inputs;
import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes of answers, beside those of Jackson. */
class PredictionJsonTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    /** What has to be escaped, and what has not. */
    private static final String[] PIECES = {
        "a",
        "Z9",
        "\"",
        "\\",
        "/",
        "\b",
        "\t",
        "\n",
        "\f",
        "\r",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u0080",
        "\u00e9",
        "\u07ff",
        "\u0800",
        "\u20ac",
        "\uffff",
        "\ud83d\ude00",
        " ",
        ""
    };

    private final Random random = new Random(5);
    private final PredictionJson json = new PredictionJson();

    @Test
    void writesWhatJacksonWrites() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            List<String> classes = classes();
            float[] outputs = new float[Math.max(1, classes.size())];
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] = random.nextInt(50) == 0 ? Float.NaN : random.nextFloat() * (1 - 2 * random.nextInt(2));
            }
            Example example = example(random.nextInt(5) == 0 ? null : text());
            ModelVersion version = new ModelVersion(
                    example.model(),
                    1 + random.nextInt(1000),
                    "0af3",
                    new Inputs(Inputs.Kind.TABLE, List.of(), 0, 0, 0),
                    classes);
            long tookNs = random.nextInt(4) == 0 ? random.nextInt(20_000_000) : random.nextInt(3_000);
            Prediction prediction = new Prediction(version, outputs, i % 3 == 0 ? Double.NaN : random.nextDouble());

            PredictionRecord written = json.of(example, prediction, tookNs);

            assertThat(new String(written.value(), UTF_8)).isEqualTo(byJackson(example, prediction, tookNs));
            assertThat(written.key()).isEqualTo(example.id().getBytes(UTF_8));
        }
    }

    @Test
    void halfASurrogatePairIsEscapedAndReadBackAsItIs() throws IOException {
        Example example = example("x\ud83dy");
        ModelVersion version =
                new ModelVersion("m", 1, "0", new Inputs(Inputs.Kind.TABLE, List.of(), 0, 0, 0), List.of("a", "b"));

        JsonNode read = new ObjectMapper()
                .readTree(json.of(example, new Prediction(version, new float[] {0, 1}, Double.NaN), 0)
                        .value());

        assertThat(read.get("id").textValue()).isEqualTo("x\ud83dy");
    }

    @Test
    void whatIsWrittenIsNotWhatIsWrittenNext() {
        Example example = example("first");
        List<String> classes = List.of("a", "b");
        byte[] first = json.ofPrior(example, classes, 1_000).value();
        byte[] before = first.clone();
        json.ofPrior(example("another"), classes, 2_000);

        assertThat(first).isEqualTo(before);
        assertThat(new String(first, UTF_8))
                .isEqualTo("{\"id\":\"first\",\"model\":\"m\",\"prediction\":null,\"probability\":null,"
                        + "\"probabilities\":{\"a\":0.5,\"b\":0.5},\"version\":null,\"manifestSha256\":null,"
                        + "\"topic\":\"t\",\"partition\":3,\"offset\":9876543210,\"tookMs\":0.001}");
    }

    private static Example example(@Nullable String id) {
        return new Example(
                new SourcePosition("t", 3, 9_876_543_210L, 0),
                id,
                "m",
                0,
                new TableFeatures(new double[] {1}, new String[0]),
                Example.UNLABELLED);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private List<String> classes() {
        List<String> classes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            classes.add(i + text());
        }
        return classes;
    }

    private static String byJackson(Example example, Prediction prediction, long tookNs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JACKSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("id", example.id());
            out.writeStringField("model", example.model());
            List<String> classes = prediction.by().classes();
            float[] outputs = prediction.outputs();
            if (classes.isEmpty()) {
                out.writeNumberField("prediction", outputs[0]);
                out.writeNumberField("deviation", (float) prediction.deviation());
            } else {
                int best = Prediction.best(outputs);
                out.writeStringField("prediction", classes.get(best));
                out.writeNumberField("probability", outputs[best]);
                out.writeObjectFieldStart("probabilities");
                for (int i = 0; i < outputs.length; i++) {
                    out.writeNumberField(classes.get(i), outputs[i]);
                }
                out.writeEndObject();
            }
            out.writeNumberField("version", prediction.by().version());
            out.writeStringField("manifestSha256", prediction.by().manifestSha256());
            out.writeStringField("topic", example.position().topic());
            out.writeNumberField("partition", example.position().partition());
            out.writeNumberField("offset", example.position().offset());
            out.writeNumberField("tookMs", Math.round(tookNs / 1e3) / 1e3);
            out.writeEndObject();
        }
        // Jackson escapes in some places what is not in the basic plane, and not in others.
        return bytes.toString(UTF_8).replace("\\uD83D\\uDE00", "\ud83d\ude00");
    }
}

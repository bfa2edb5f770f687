package io.rdrop.encode;

import io.rdrop.config.PaddingMode;
import io.rdrop.config.TextAnalyzer;
import io.rdrop.config.TextConfig;
import io.rdrop.config.TextRepresentation;
import io.rdrop.config.TextWeighting;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Short ways to write texts, their configurations, and the state of their encoders. */
final class TextExamples {
    private TextExamples() {}

    static List<Example> texts(String... texts) {
        return Arrays.stream(texts).map(TextExamples::text).toList();
    }

    private static Example text(String text) {
        return new Example(new SourcePosition("examples", 0, 7, 0), "id-7", "default", 0, new TextFeatures(text), 0);
    }

    static TextConfig bag(int ngrams, int buckets, TextWeighting weighting, boolean normalise) {
        return new TextConfig(
                TextRepresentation.BAG,
                TextAnalyzer.STANDARD,
                ngrams,
                buckets,
                weighting,
                normalise,
                1,
                1,
                PaddingMode.AUTO);
    }

    static TextConfig sequence(int length, int vocabulary, PaddingMode padding) {
        return new TextConfig(
                TextRepresentation.SEQUENCE,
                TextAnalyzer.STANDARD,
                1,
                2,
                TextWeighting.BINARY,
                false,
                length,
                vocabulary,
                padding);
    }

    static byte[] save(Encoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    static void restore(Encoder encoder, byte[] state) throws IOException {
        encoder.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}

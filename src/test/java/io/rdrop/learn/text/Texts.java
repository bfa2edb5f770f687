package io.rdrop.learn.text;

import io.rdrop.config.JobConfigs;
import io.rdrop.encode.TermEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import java.util.List;
import java.util.Random;

/** A stream of texts whose labels can be learned: some words belong to a class, most to none, some are new. */
public final class Texts {
    public static final int CLASSES = 3;
    private static final String[][] TELLING = {{"red", "scarlet"}, {"green", "emerald"}, {"blue", "azure"}};
    private static final double NOISE = 0.05;

    private final Random random;
    private int label;
    private long offset;

    public Texts(long seed) {
        random = new Random(seed);
    }

    /** The next text; {@link #label} is its label. */
    public Example next() {
        label = random.nextInt(CLASSES);
        int told = random.nextDouble() < NOISE ? random.nextInt(CLASSES) : label;
        StringBuilder text = new StringBuilder(TELLING[told][random.nextInt(2)]);
        for (int i = 0; i < 5; i++) {
            text.append(" word").append((int) (20 * Math.abs(random.nextGaussian())));
        }
        text.append(" once").append(offset);
        return example(text.toString(), label, offset++);
    }

    /** A text of one's own. */
    public static Example example(String text, double label, long offset) {
        return new Example(
                new SourcePosition("texts", 0, 0, offset),
                null,
                Example.DEFAULT_MODEL,
                0,
                new TextFeatures(text),
                label);
    }

    public int label() {
        return label;
    }

    /** An encoder whose terms with rows have so many bytes at most. */
    public static TermEncoder encoder(long bytes) {
        return new TermEncoder(
                JobConfigs.parse("task: text-classification\nlabel: {classes: [a, b, c]}\n", "test", List.of())
                        .text(),
                bytes);
    }

    /** Encodes and admits a text, as before it is learned. */
    public static TextInputs admitted(TextInputs row, String text) {
        row.encode(example(text, 0, 0));
        row.admit();
        return row;
    }
}

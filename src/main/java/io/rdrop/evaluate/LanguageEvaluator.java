package io.rdrop.evaluate;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Bits per character of texts, over the whole stream and over its last texts, beside referees: the frequencies of
 * bytes, and counts after 1 to 5 bytes, of which the best counts. What is counted as an example is a character.
 *
 * <p>Outputs of a text, float32: its bits per character, its characters, then the bits per character by counts after 0
 * to 5 bytes. Not thread-safe; its scores are.
 */
public final class LanguageEvaluator implements PrequentialEvaluator {
    private static final int FORMAT = 1;
    private static final int ORDERS = 6;
    private static final double LN_2 = Math.log(2);
    private static final int VALUES = 2 + ORDERS;

    private final int window;
    private double[] total = new double[VALUES];
    private Ring ring;
    /** [window][values], grows. */
    private float[][] recent;

    /** @param window texts in the sliding scores, at least 1 */
    public LanguageEvaluator(int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be >= 1 but was " + window);
        }
        this.window = window;
        ring = new Ring(window);
        recent = new float[ring.firstCapacity()][];
    }

    @Override
    public void add(double target, float[] outputs, int from) {
        if (from < 0 || from + VALUES > outputs.length) {
            throw new IllegalArgumentException(
                    "outputs must hold " + VALUES + " at " + from + " but held " + outputs.length + " in all");
        }
        float[] text = new float[VALUES];
        System.arraycopy(outputs, from, text, 0, VALUES);
        add(total, text);
        int capacity = ring.capacity(recent.length);
        if (capacity > recent.length) {
            recent = Arrays.copyOf(recent, capacity);
        }
        recent[ring.next()] = text;
        ring.advance();
    }

    @Override
    public RowMeasure measure(double target, float[] outputs, int from) {
        return new RowMeasure(Double.NaN, outputs[from] * LN_2, Double.NaN);
    }

    /** Sums bits, and characters. */
    private static void add(double[] sums, float[] text) {
        double characters = text[1];
        for (int i = 0; i < VALUES; i++) {
            sums[i] += i == 1 ? characters : text[i] * characters;
        }
    }

    @Override
    public Scores cumulative() {
        return scores(total);
    }

    @Override
    public Scores window() {
        double[] sums = new double[VALUES];
        for (int age = 0; age < ring.size(); age++) {
            add(sums, recent[ring.position(age)]);
        }
        return scores(sums);
    }

    private static Scores scores(double[] sums) {
        double characters = sums[1];
        double bits = sums[0] / characters;
        double counts = Double.POSITIVE_INFINITY;
        for (int i = 3; i < VALUES; i++) {
            counts = Math.min(counts, sums[i] / characters);
        }
        return new Scores(
                (long) characters,
                Map.of(
                        Score.BITS_PER_CHARACTER,
                        bits,
                        Score.PERPLEXITY,
                        Math.pow(2, bits),
                        Score.FREQUENCIES_BITS_PER_CHARACTER,
                        sums[2] / characters,
                        Score.COUNTS_BITS_PER_CHARACTER,
                        characters == 0 ? Double.NaN : counts));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        for (double sum : total) {
            out.writeDouble(sum);
        }
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            for (float value : recent[ring.position(age)]) {
                out.writeFloat(value);
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("scores state must have format " + FORMAT + " but had " + format);
        }
        double[] sums = new double[VALUES];
        for (int i = 0; i < VALUES; i++) {
            sums[i] = in.readDouble();
        }
        int saved = in.readInt();
        if (saved < 0 || !(sums[1] >= 0)) {
            throw new IOException(
                    "scores state is damaged: " + saved + " texts in the window, " + sums[1] + " characters");
        }
        LanguageEvaluator restored = new LanguageEvaluator(window);
        float[] text = new float[VALUES];
        for (int i = 0; i < saved; i++) {
            for (int k = 0; k < VALUES; k++) {
                text[k] = in.readFloat();
            }
            restored.add(0, text, 0);
        }
        total = sums;
        ring = restored.ring;
        recent = restored.recent;
    }
}

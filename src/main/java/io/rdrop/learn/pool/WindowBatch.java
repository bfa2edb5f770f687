package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.LanguageModel;
import io.rdrop.engine.Sequences;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows of a text, one after the other. Each byte of a window but the first is what came next after those before it.
 *
 * @param windows all of them, each of at least 2 bytes; the first is new, those after it are learned again
 * @param judged bytes at the end of the new window that are new
 * @param nats sum of -ln p of the new bytes as they were predicted
 */
record WindowBatch(List<byte[]> windows, int judged, double nats) implements GuardedSequences.Judged {
    /** What is taken of a probability that is less, or none. */
    static final float LEAST = 1e-9f;

    static final int BYTES = 256;

    /** The bytes after which another one came. */
    Sequences inputs() {
        int[] lengths = windows.stream().mapToInt(window -> window.length - 1).toArray();
        int[] tokens =
                new int[windows.stream().mapToInt(window -> window.length - 1).sum()];
        int at = 0;
        for (byte[] window : windows) {
            for (int i = 0; i + 1 < window.length; i++) {
                tokens[at++] = window[i] & 0xFF;
            }
        }
        return new Sequences(lengths, tokens);
    }

    /** What came next after each. */
    double[] next() {
        return windows.stream()
                .flatMapToInt(window -> IntStream.range(1, window.length).map(i -> window[i] & 0xFF))
                .asDoubleStream()
                .toArray();
    }

    /** The new bytes. */
    @Override
    public int[] labels() {
        byte[] window = windows.get(0);
        int[] labels = new int[judged];
        for (int i = 0; i < judged; i++) {
            labels[i] = window[window.length - judged + i] & 0xFF;
        }
        return labels;
    }

    /** The sum of -ln p of the new bytes, as a network predicts them now. */
    double loss(LanguageModel of) {
        Sequences inputs = new WindowBatch(windows.subList(0, 1), judged, nats).inputs();
        float[] probabilities = new float[inputs.total() * BYTES];
        of.predict(inputs, probabilities);
        int[] labels = labels();
        double sum = 0;
        for (int i = 0; i < judged; i++) {
            sum -= Math.log(sound(probabilities[(inputs.total() - judged + i) * BYTES + labels[i]]));
        }
        return sum;
    }

    /** A probability as it is, or {@link #LEAST}, also in place of what is no number. */
    static float sound(float probability) {
        return probability > LEAST ? probability : LEAST;
    }
}

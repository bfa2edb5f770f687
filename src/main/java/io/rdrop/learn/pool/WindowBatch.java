package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.LanguageModel;
import io.rdrop.engine.Sequences;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows of a text, one after the other. Each byte of a window but the first is what came next after those before it.
 *
 * @param windows all of them, each of at least 2 bytes
 * @param judged windows that come first and are new; those after them are learned again
 * @param step bytes at the end of a new window that are new
 * @param nats sum of -ln p of the new bytes as they were predicted
 */
record WindowBatch(List<byte[]> windows, int judged, int step, double nats) implements GuardedSequences.Judged {
    /** What is taken of a probability that is less, or none. */
    static final float LEAST = 1e-9f;

    /** The bytes after which another one came. */
    Sequences inputs() {
        return ByteNumbers.of(windows.stream()
                .map(window -> Arrays.copyOf(window, window.length - 1))
                .toList());
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
        int[] labels = new int[judged * step];
        for (int i = 0; i < labels.length; i++) {
            byte[] window = windows.get(i / step);
            labels[i] = window[window.length - step + i % step] & 0xFF;
        }
        return labels;
    }

    /** The sum of -ln p of the new bytes, as a network predicts them now. */
    double loss(LanguageModel of) {
        WindowBatch fresh = new WindowBatch(windows.subList(0, judged), judged, step, nats);
        Sequences inputs = fresh.inputs();
        float[] probabilities = new float[inputs.total() * ByteNumbers.BYTES];
        of.predict(inputs, probabilities);
        int[] labels = labels();
        double sum = 0;
        int end = 0;
        for (int i = 0; i < judged; i++) {
            end += inputs.lengths()[i];
            for (int k = 0; k < step; k++) {
                sum -= Math.log(sound(probabilities[(end - step + k) * ByteNumbers.BYTES + labels[i * step + k]]));
            }
        }
        return sum;
    }

    /** A probability as it is, or {@link #LEAST}, also in place of what is no number. */
    static float sound(float probability) {
        return probability > LEAST ? probability : LEAST;
    }
}

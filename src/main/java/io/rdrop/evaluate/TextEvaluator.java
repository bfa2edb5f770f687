package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores of texts that are written for sources, over the whole stream and over its last sentences, beside those of a
 * referee that writes without a model. What is counted as an example is a sentence. Outputs are {@link TextOutputs},
 * whose counts are those of a sentence with a known target. Not thread-safe; its scores are.
 */
public final class TextEvaluator implements PrequentialEvaluator {
    private static final int FORMAT = 1;

    private final boolean areSummaries;
    private final int window;
    private long[] total = new long[TextCounts.COUNTS];
    private long[] lately = new long[TextCounts.COUNTS];
    private Ring ring;
    /** [window][counts], grows. */
    private long[][] recent;

    /**
     * @param areSummaries whether ROUGE is what counts, and not BLEU
     * @param window sentences in the sliding scores, at least 1
     */
    public TextEvaluator(boolean areSummaries, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be >= 1 but was " + window);
        }
        this.areSummaries = areSummaries;
        this.window = window;
        ring = new Ring(window);
        recent = new long[ring.firstCapacity()][];
    }

    @Override
    public void add(double target, float[] outputs, int from) {
        TextOutputs sentence = new TextOutputs(outputs, from);
        if (!sentence.isWithin()) {
            throw new IllegalArgumentException(
                    "outputs must hold a text at " + from + " but held " + outputs.length + " numbers in all");
        }
        long[] counts = new long[TextCounts.COUNTS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.round(sentence.count(i) / (TextOutputs.isInUnits(i) ? TextCounts.UNIT : 1));
        }
        add(total, counts, 1);
        slide(counts);
    }

    private static void add(long[] sums, long[] counts, int sign) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += sign * counts[i];
        }
    }

    private void slide(long[] counts) {
        int capacity = ring.capacity(recent.length);
        if (capacity > recent.length) {
            recent = Arrays.copyOf(recent, capacity);
        }
        if (ring.isFull()) {
            add(lately, recent[ring.next()], -1);
        }
        recent[ring.next()] = counts;
        add(lately, counts, 1);
        ring.advance();
    }

    @Override
    public Scores cumulative() {
        return Scores.of(counts(total));
    }

    @Override
    public Scores window() {
        return Scores.of(counts(lately));
    }

    private TextCounts counts(long[] sums) {
        List<Long> values = new ArrayList<>(sums.length);
        for (long sum : sums) {
            values.add(sum);
        }
        return new TextCounts(values, areSummaries);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(TextCounts.COUNTS);
        write(total, out);
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            write(recent[ring.position(age)], out);
        }
    }

    private static void write(long[] counts, DataOutput out) throws IOException {
        for (long count : counts) {
            out.writeLong(count);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        int counts = in.readInt();
        if (format != FORMAT || counts != TextCounts.COUNTS) {
            throw new IOException("scores state must have format " + FORMAT + " and " + TextCounts.COUNTS
                    + " counts but had " + format + " and " + counts);
        }
        long[] all = read(in);
        TextEvaluator restored = new TextEvaluator(areSummaries, window);
        int sentences = in.readInt();
        if (sentences < 0 || all[TextCounts.SENTENCES] < sentences) {
            throw new IOException("scores state is damaged: " + sentences + " sentences in the window, "
                    + all[TextCounts.SENTENCES] + " in all");
        }
        for (int i = 0; i < sentences; i++) {
            restored.slide(read(in));
        }
        total = all;
        lately = restored.lately;
        ring = restored.ring;
        recent = restored.recent;
    }

    private static long[] read(DataInput in) throws IOException {
        long[] counts = new long[TextCounts.COUNTS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        return counts;
    }
}

package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import io.rdrop.example.TagCounts;
import io.rdrop.example.TagOutputs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores of tags, over the whole stream and over its last sentences, beside those of a referee: the most frequent tag
 * that the word had so far. What is counted as an example is a token. Outputs are {@link TagOutputs}, whose sentence
 * has its true tags. Not thread-safe; its scores are.
 */
public final class TaggingEvaluator implements PrequentialEvaluator {
    private static final int FORMAT = 1;
    private static final float LEAST = 1e-15f;
    private static final int MOST_TOKENS = 1 << 20;

    private final int tags;
    private final int window;
    private final SpanTypes spans;
    private TagTally total;
    private TagTally lately;
    private Ring ring;
    /** [window], grows. */
    private TagTally.@Nullable Tagged[] recent;

    /**
     * @param tags names in index order; if each is O, B-TYPE or I-TYPE, spans are scored, too
     * @param window sentences in the sliding scores, at least 1
     */
    public TaggingEvaluator(List<String> tags, int window) {
        this(new SpanTypes(tags), tags.size(), window);
    }

    private TaggingEvaluator(SpanTypes spans, int tags, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be >= 1 but was " + window);
        }
        this.spans = spans;
        this.tags = tags;
        this.window = window;
        total = new TagTally(spans, tags);
        lately = new TagTally(spans, tags);
        ring = new Ring(window);
        recent = new TagTally.@Nullable Tagged[ring.firstCapacity()];
    }

    @Override
    public void add(double target, float[] outputs, int from) {
        TagOutputs sentence = new TagOutputs(outputs, from);
        if (!sentence.isWithin()) {
            throw new IllegalArgumentException(
                    "outputs must hold a sentence at " + from + " but held " + outputs.length + " numbers in all");
        }
        int count = sentence.tokens();
        int[] truth = new int[count];
        int[] predicted = new int[count];
        int[] frequent = new int[count];
        long loss = 0;
        for (int i = 0; i < count; i++) {
            truth[i] = checked(sentence.truth(i), i);
            predicted[i] = checked(sentence.tag(i), i);
            frequent[i] = checked(sentence.frequent(i), i);
            double nats = -Math.log(Math.max(LEAST, sentence.probabilityOfTruth(i)));
            loss += Math.round(nats / TagCounts.LOSS_UNIT);
        }
        TagTally.Tagged tagged = new TagTally.Tagged(truth, predicted, frequent, loss, sentence.cut());
        total.add(tagged, 1);
        slide(tagged);
    }

    @Override
    public RowMeasure measure(double target, float[] outputs, int from) {
        TagOutputs sentence = new TagOutputs(outputs, from);
        int count = sentence.tokens();
        int wrong = 0;
        double nats = 0;
        for (int i = 0; i < count; i++) {
            wrong += sentence.tag(i) == sentence.truth(i) ? 0 : 1;
            nats -= Math.log(Math.max(LEAST, sentence.probabilityOfTruth(i)));
        }
        return new RowMeasure((double) wrong / count, nats / count, Double.NaN);
    }

    private int checked(int tag, int token) {
        if (tag < 0 || tag >= tags) {
            throw new IllegalArgumentException(
                    "tag of token " + token + " must be within 0.." + (tags - 1) + " but was " + tag);
        }
        return tag;
    }

    private void slide(TagTally.Tagged tagged) {
        int capacity = ring.capacity(recent.length);
        if (capacity > recent.length) {
            recent = Arrays.copyOf(recent, capacity);
        }
        TagTally.Tagged oldest = recent[ring.next()];
        if (ring.isFull() && oldest != null) {
            lately.add(oldest, -1);
        }
        recent[ring.next()] = tagged;
        lately.add(tagged, 1);
        ring.advance();
    }

    @Override
    public Scores cumulative() {
        TagCounts counts = total.counts();
        return new Scores(counts.tokens(), counts.scores(), null, counts);
    }

    @Override
    public Scores window() {
        TagCounts counts = lately.counts();
        return new Scores(counts.tokens(), counts.scores());
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(tags);
        total.save(out);
        out.writeInt(ring.size());
        for (int age = 0; age < ring.size(); age++) {
            TagTally.Tagged tagged = recent[ring.position(age)];
            if (tagged != null) {
                write(tagged, out);
            }
        }
    }

    private static void write(TagTally.Tagged tagged, DataOutput out) throws IOException {
        out.writeInt(tagged.truth().length);
        out.writeInt(tagged.cut());
        out.writeLong(tagged.loss());
        for (int i = 0; i < tagged.truth().length; i++) {
            out.writeShort(tagged.truth()[i]);
            out.writeShort(tagged.predicted()[i]);
            out.writeShort(tagged.frequent()[i]);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        int saved = in.readInt();
        if (format != FORMAT || saved != tags) {
            throw new IOException("scores state must have format " + FORMAT + " and " + tags + " tags but had " + format
                    + " and " + saved);
        }
        TagTally all = new TagTally(spans, tags);
        all.restore(in);
        TaggingEvaluator restored = new TaggingEvaluator(spans, tags, window);
        int sentences = in.readInt();
        for (int i = 0; i < sentences; i++) {
            restored.slide(restored.read(in));
        }
        total = all;
        lately = restored.lately;
        ring = restored.ring;
        recent = restored.recent;
    }

    private TagTally.Tagged read(DataInput in) throws IOException {
        int count = in.readInt();
        int cut = in.readInt();
        long loss = in.readLong();
        if (count < 0 || count > MOST_TOKENS) {
            throw new IOException("scores state is damaged: a sentence of " + count + " tokens");
        }
        int[] truth = new int[count];
        int[] predicted = new int[count];
        int[] frequent = new int[count];
        for (int i = 0; i < count; i++) {
            for (int[] which : new int[][] {truth, predicted, frequent}) {
                which[i] = in.readUnsignedShort();
                if (which[i] >= tags) {
                    throw new IOException("scores state is damaged: tag " + which[i] + " of " + tags);
                }
            }
        }
        return new TagTally.Tagged(truth, predicted, frequent, loss, cut);
    }
}

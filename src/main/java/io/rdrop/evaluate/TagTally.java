package io.rdrop.evaluate;

import io.rdrop.example.TagCounts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Counts of tokens, tags and spans of sentences, which sentences can be added to and taken from, exactly. */
final class TagTally {
    private static final int LABELLED = 0;
    private static final int PREDICTED = 1;
    private static final int HITS = 2;
    private static final int REFEREE_PREDICTED = 3;
    private static final int REFEREE_HITS = 4;
    private static final int SPANS = TagCounts.HEAD;
    private static final int TAGS = SPANS + TagCounts.EACH;

    private final SpanTypes spans;
    /** In the order of {@link TagCounts#values}. */
    private final long[] counts;

    /** A sentence that was scored; its loss in units of {@link TagCounts#LOSS_UNIT}. */
    record Tagged(int[] truth, int[] predicted, int[] frequent, long loss, int cut) {}

    TagTally(SpanTypes spans, int tags) {
        this.spans = spans;
        counts = new long[TAGS + TagCounts.EACH * tags];
    }

    /** Adds a sentence (1) or takes it out (-1). */
    void add(Tagged sentence, int sign) {
        int tokens = sentence.truth.length;
        counts[0] += (long) sign * tokens;
        counts[1] += (long) sign * sentence.cut;
        counts[2] += sign * sentence.loss;
        for (int i = 0; i < tokens; i++) {
            int truth = sentence.truth[i];
            count(truth, LABELLED, sign);
            count(sentence.predicted[i], PREDICTED, sign);
            count(sentence.frequent[i], REFEREE_PREDICTED, sign);
            count(truth, HITS, sentence.predicted[i] == truth ? sign : 0);
            count(truth, REFEREE_HITS, sentence.frequent[i] == truth ? sign : 0);
        }
        if (spans.areSpans()) {
            counts[SPANS + LABELLED] += (long) sign * spans.count(sentence.truth, tokens);
            counts[SPANS + PREDICTED] += (long) sign * spans.count(sentence.predicted, tokens);
            counts[SPANS + HITS] += (long) sign * spans.same(sentence.truth, sentence.predicted, tokens);
            counts[SPANS + REFEREE_PREDICTED] += (long) sign * spans.count(sentence.frequent, tokens);
            counts[SPANS + REFEREE_HITS] += (long) sign * spans.same(sentence.truth, sentence.frequent, tokens);
        }
    }

    private void count(int tag, int which, int sign) {
        counts[TAGS + TagCounts.EACH * tag + which] += sign;
    }

    /** As they are now. */
    TagCounts counts() {
        return new TagCounts(Arrays.stream(counts).boxed().toList(), spans.areSpans());
    }

    void save(DataOutput out) throws IOException {
        for (long count : counts) {
            out.writeLong(count);
        }
    }

    void restore(DataInput in) throws IOException {
        long labelled = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
            labelled += i >= TAGS && (i - TAGS) % TagCounts.EACH == LABELLED ? counts[i] : 0;
        }
        if (counts[0] < 0 || counts[1] < 0 || labelled != counts[0]) {
            throw new IOException("scores state is damaged: " + counts[0] + " tokens but " + labelled + " tags");
        }
    }
}

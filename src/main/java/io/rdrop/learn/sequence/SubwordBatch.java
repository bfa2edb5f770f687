package io.rdrop.learn.sequence;

import io.rdrop.engine.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Subwords of several texts, each cut to its first ones if it has too many. */
public final class SubwordBatch {
    private final int mostTokens;
    private final List<int[]> sequences = new ArrayList<>();

    /** @param mostTokens of a text, at least 1 */
    public SubwordBatch(int mostTokens) {
        this.mostTokens = mostTokens;
    }

    /** Adds a text; returns how many of its subwords were cut off. */
    public int add(int[] subwords) {
        sequences.add(subwords.length > mostTokens ? Arrays.copyOf(subwords, mostTokens) : subwords);
        return Math.max(0, subwords.length - mostTokens);
    }

    /** Texts that were added. */
    public int size() {
        return sequences.size();
    }

    /** The subwords of a text that are kept. */
    public int[] get(int text) {
        return sequences.get(text);
    }

    /** The texts as a network takes them. */
    public Sequences sequences() {
        return sequences(0, sequences.size());
    }

    /** The same of the texts from one to before another. */
    public Sequences sequences(int from, int to) {
        List<int[]> some = sequences.subList(from, to);
        int[] lengths = some.stream().mapToInt(each -> each.length).toArray();
        return new Sequences(lengths, some.stream().flatMapToInt(Arrays::stream).toArray());
    }
}

package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.Tagger;
import io.rdrop.engine.Sequences;
import io.rdrop.learn.tagging.Sentence;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences with their tags, one after the other.
 *
 * @param sentences all of them
 * @param tags [tokens] of all
 * @param judged tokens that come first and are new; those after them are learned again
 */
record TagBatch(Sequences sentences, int[] tags, int judged) implements GuardedSequences.Judged {
    private static final float LEAST = 1e-15f;

    /** Of sentences, each with as many tags as tokens or more; the first so many are new. */
    static TagBatch of(List<Sentence> sentences, List<int[]> tags, int judged) {
        int[] lengths = sentences.stream().mapToInt(Sentence::length).toArray();
        int total = Arrays.stream(lengths).sum();
        int[] numbers = new int[total * Sentence.KINDS];
        int[] all = new int[total];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            System.arraycopy(
                    sentences.get(i).numbers(TaggerPool.BITS),
                    0,
                    numbers,
                    at * Sentence.KINDS,
                    lengths[i] * Sentence.KINDS);
            System.arraycopy(tags.get(i), 0, all, at, lengths[i]);
            at += lengths[i];
        }
        int ofJudged = Arrays.stream(lengths).limit(judged).sum();
        return new TagBatch(new Sequences(lengths, Sentence.KINDS, numbers), all, ofJudged);
    }

    /** Tags of the new tokens. */
    @Override
    public int[] labels() {
        return Arrays.copyOf(tags, judged);
    }

    /** Tags as a network takes them. */
    double[] targets() {
        return Arrays.stream(tags).asDoubleStream().toArray();
    }

    /** The sum of -ln p of the tags of the new tokens, as a network predicts them now. */
    double loss(Tagger of, int outputs) {
        float[] probabilities = new float[tags.length * outputs];
        of.predict(sentences, probabilities);
        double sum = 0;
        for (int token = 0; token < judged; token++) {
            sum -= Math.log(Math.max(LEAST, probabilities[token * outputs + tags[token]]));
        }
        return sum;
    }
}

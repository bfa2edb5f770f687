package io.rdrop.learn.tagging;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often each word had each of its tags, and what follows from that alone: the most frequent tag, and with w_k of w
 * occurrences of the word and f_k the share of tag k among all tokens the probability (w_k + f_k) / (w + 1). A word is
 * known by its hash; of one with more tags than fit, the rarest makes room. The words are bounded: those that come when
 * the table is full are not remembered.
 */
public final class WordTags implements SentenceLearner {
    private static final int SLOT_BITS = 17;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int MOST_WORDS = SLOTS / 4 * 3;
    private static final int TAGS_PER_WORD = 4;
    private static final int NONE = -1;

    private final int tags;
    /** Hash of the word in each slot, 0 for none. */
    private final int[] words = new int[SLOTS];
    /** [slots][tags per word], allocated with the first word there. */
    private final int[][] tagOf = new int[SLOTS][];

    private final int[][] counts = new int[SLOTS][];
    private final long[] ofTag;
    private long tokens;
    private int known;

    public WordTags(int tags) {
        this.tags = tags;
        ofTag = new long[tags];
    }

    /** The most frequent tag of each word of a sentence so far; of a new one the most frequent of all. */
    public void frequent(Sentence sentence, int[] into) {
        int usual = 0;
        for (int k = 1; k < tags; k++) {
            usual = ofTag[k] > ofTag[usual] ? k : usual;
        }
        for (int i = 0; i < sentence.length(); i++) {
            int slot = slot(sentence.word(i));
            into[i] = words[slot] == 0 ? usual : tagOf[slot][mostFrequent(counts[slot])];
        }
    }

    private static int mostFrequent(int[] of) {
        int best = 0;
        for (int j = 1; j < of.length; j++) {
            best = of[j] > of[best] ? j : best;
        }
        return best;
    }

    @Override
    public void predict(Sentence sentence, float[][] probabilities) {
        for (int i = 0; i < sentence.length(); i++) {
            int slot = slot(sentence.word(i));
            double sum = 1;
            for (int j = 0; words[slot] != 0 && j < TAGS_PER_WORD; j++) {
                sum += counts[slot][j];
            }
            for (int k = 0; k < tags; k++) {
                probabilities[i][k] = (float) ((ofTag[k] + 1.0) / (tokens + tags) / sum);
            }
            for (int j = 0; words[slot] != 0 && j < TAGS_PER_WORD; j++) {
                if (tagOf[slot][j] != NONE) {
                    probabilities[i][tagOf[slot][j]] += (float) (counts[slot][j] / sum);
                }
            }
        }
    }

    @Override
    public void learn(Sentence sentence, int[] labels) {
        for (int i = 0; i < sentence.length(); i++) {
            ofTag[labels[i]]++;
            tokens++;
            int slot = slot(sentence.word(i));
            if (words[slot] == 0) {
                if (known == MOST_WORDS) {
                    continue;
                }
                add(slot, sentence.word(i));
            }
            count(tagOf[slot], counts[slot], labels[i]);
        }
    }

    private void add(int slot, int word) {
        words[slot] = word;
        tagOf[slot] = new int[TAGS_PER_WORD];
        Arrays.fill(tagOf[slot], NONE);
        counts[slot] = new int[TAGS_PER_WORD];
        known++;
    }

    private static void count(int[] tagOf, int[] counts, int tag) {
        int rarest = 0;
        for (int j = 0; j < TAGS_PER_WORD; j++) {
            if (tagOf[j] == tag) {
                counts[j]++;
                return;
            }
            rarest = counts[j] < counts[rarest] ? j : rarest;
        }
        tagOf[rarest] = tag;
        counts[rarest] = 1;
    }

    /** Where a word is, or would be: the next slots are tried in turn. */
    private int slot(int word) {
        int slot = word >>> (Integer.SIZE - SLOT_BITS);
        while (words[slot] != 0 && words[slot] != word) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    @Override
    public void restart() {
        Arrays.fill(words, 0);
        Arrays.fill(ofTag, 0);
        tokens = 0;
        known = 0;
    }

    /** None are trained. */
    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public long bytes() {
        return Integer.BYTES * (2L + 2 * TAGS_PER_WORD) * known + (long) Long.BYTES * tags;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(tokens);
        out.writeInt(tags);
        for (long count : ofTag) {
            out.writeLong(count);
        }
        out.writeInt(known);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (words[slot] != 0) {
                out.writeInt(slot);
                out.writeInt(words[slot]);
                for (int j = 0; j < TAGS_PER_WORD; j++) {
                    out.writeInt(tagOf[slot][j]);
                    out.writeInt(counts[slot][j]);
                }
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        restart();
        tokens = in.readLong();
        int saved = in.readInt();
        if (saved != tags) {
            throw new IOException("counts must be of " + tags + " tags but were of " + saved);
        }
        for (int k = 0; k < tags; k++) {
            ofTag[k] = in.readLong();
        }
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            int slot = in.readInt();
            int word = in.readInt();
            if (slot < 0 || slot >= SLOTS || word == 0 || words[slot] != 0) {
                throw new IOException("state is damaged: word " + word + " in slot " + slot);
            }
            add(slot, word);
            for (int j = 0; j < TAGS_PER_WORD; j++) {
                tagOf[slot][j] = in.readInt();
                counts[slot][j] = in.readInt();
                if (tagOf[slot][j] < NONE || tagOf[slot][j] >= tags) {
                    throw new IOException("state is damaged: tag " + tagOf[slot][j] + " of " + tags);
                }
            }
        }
    }
}

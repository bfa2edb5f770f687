package io.rdrop.learn.companion;

import io.rdrop.encode.TextTerms;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.text.TextGraph;
import io.rdrop.learn.text.TextInputs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The most similar of the latest 4000 texts. The similarity is the sum over the terms of both of the products of their
 * values: the cosine of the texts as vectors, in which rare terms count for more. The 30 most similar vote with its
 * square:
 *
 * <pre>
 *   p_c = (votes for c + 0.1 / classes) / (votes + 0.1)
 * </pre>
 */
public final class TextNeighbours implements RowLearner<TextInputs> {
    private static final int CAPACITY = 4000;
    static final int K = 30;
    static final double PRIOR = 0.1;
    /** A term whose row is another's now. */
    private static final int GONE = -1;
    /** More than a text has in a dictionary of terms: a damaged number must not claim memory. */
    private static final int MOST_TERMS = 1 << 17;

    private final int classes;
    /** A ring: terms and values of each text, and its label. */
    private final int[][] terms = new int[CAPACITY][0];

    private final float[][] values = new float[CAPACITY][0];
    private final int[] labels = new int[CAPACITY];
    /** Terms of all of them. */
    private long kept;

    private long seen;
    /** By term; null for one that no text has. */
    private @Nullable Postings[] postings = new @Nullable Postings[64];

    private final float[] similarities = new float[CAPACITY];
    private final float[] nearest = new float[K];
    private final int[] nearestLabels = new int[K];
    private int found;

    /** @param classes at least 2 */
    public TextNeighbours(int classes) {
        this.classes = classes;
    }

    private int size() {
        return (int) Math.min(seen, CAPACITY);
    }

    @Override
    public void predict(TextInputs row, float[] probabilities) {
        search(row.terms());
        Arrays.fill(probabilities, 0);
        double sum = PRIOR;
        for (int i = 0; i < found; i++) {
            float vote = nearest[i] * nearest[i];
            probabilities[nearestLabels[i]] += vote;
            sum += vote;
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] = (float) ((probabilities[c] + PRIOR / classes) / sum);
        }
    }

    @Override
    public Value predict(RowGraph row) {
        return TextNeighboursGraph.vote(TextGraph.of(row), classes, size(), postings, labels);
    }

    private void search(TextTerms text) {
        int size = size();
        Arrays.fill(similarities, 0, size, 0);
        for (int term = 0; term < text.count(); term++) {
            Postings where = postings(text.row(term));
            if (where != null) {
                where.multiply(text.value(term), similarities);
            }
        }
        found = 0;
        float least = 0;
        for (int slot = 0; slot < size; slot++) {
            if (similarities[slot] > least) {
                insert(similarities[slot], labels[slot]);
                least = found == K ? nearest[K - 1] : 0;
            }
        }
    }

    private void insert(float similarity, int label) {
        int at = found < K ? found++ : K - 1;
        while (at > 0 && nearest[at - 1] < similarity) {
            nearest[at] = nearest[at - 1];
            nearestLabels[at] = nearestLabels[at - 1];
            at--;
        }
        nearest[at] = similarity;
        nearestLabels[at] = label;
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public void learn(TextInputs row, int label, double weight) {
        TextTerms text = row.terms();
        int slot = (int) (seen % CAPACITY);
        for (int term : terms[slot]) {
            if (term != GONE) {
                Objects.requireNonNull(postings[term]).removeFirst();
            }
        }
        kept += text.count() - terms[slot].length;
        terms[slot] = new int[text.count()];
        values[slot] = new float[text.count()];
        for (int term = 0; term < text.count(); term++) {
            if (text.isNew(term)) {
                forget(text.row(term));
            }
            terms[slot][term] = text.row(term);
            values[slot][term] = text.value(term);
        }
        labels[slot] = label;
        index(slot);
        seen++;
    }

    @Override
    public void pass(TextInputs row) {
        TextTerms text = row.terms();
        for (int term = 0; term < text.count(); term++) {
            if (text.isNew(term)) {
                forget(text.row(term));
            }
        }
    }

    private @Nullable Postings postings(int term) {
        return term < postings.length ? postings[term] : null;
    }

    /** A row is another term's now. */
    private void forget(int row) {
        Postings where = postings(row);
        if (where != null) {
            postings[row] = null;
            for (int slot : where.slots()) {
                for (int i = 0; i < terms[slot].length; i++) {
                    terms[slot][i] = terms[slot][i] == row ? GONE : terms[slot][i];
                }
            }
        }
    }

    private void index(int slot) {
        for (int i = 0; i < terms[slot].length; i++) {
            int term = terms[slot][i];
            if (term != GONE) {
                if (term >= postings.length) {
                    postings = Arrays.copyOf(postings, 2 * term + 1);
                }
                Postings where = postings[term];
                if (where == null) {
                    where = new Postings();
                    postings[term] = where;
                }
                where.add(slot, values[slot][i]);
            }
        }
    }

    @Override
    public void restart() {
        seen = 0;
        Arrays.fill(postings, null);
        Arrays.fill(terms, new int[0]);
        kept = 0;
    }

    @Override
    public long bytes() {
        return 2L * Float.BYTES * kept;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        for (int slot = 0; slot < size(); slot++) {
            out.writeInt(labels[slot]);
            StateArrays.write(terms[slot], terms[slot].length, out);
            StateArrays.write(values[slot], values[slot].length, out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        restart();
        seen = in.readLong();
        int[] someTerms = new int[MOST_TERMS];
        for (int slot = 0; slot < size(); slot++) {
            labels[slot] = in.readInt();
            if (labels[slot] < 0 || labels[slot] >= classes) {
                throw new IOException("state is damaged: a label " + labels[slot] + " of " + classes);
            }
            terms[slot] = Arrays.copyOf(someTerms, StateArrays.read(in, someTerms));
            values[slot] = new float[terms[slot].length];
            kept += terms[slot].length;
            if (StateArrays.read(in, values[slot]) != terms[slot].length) {
                throw new IOException("state is damaged: a text of " + terms[slot].length + " terms has other values");
            }
        }
        for (int i = 0; i < size(); i++) {
            index((int) ((seen - size() + i) % CAPACITY));
        }
    }
}

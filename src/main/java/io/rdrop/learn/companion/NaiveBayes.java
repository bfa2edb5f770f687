package io.rdrop.learn.companion;

import io.rdrop.encode.TextTerms;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.text.TextGraph;
import io.rdrop.learn.text.TextInputs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Naive Bayes over the terms that are in a text, each weighted by 1 / sqrt(terms): they are far from independent, and a
 * long text would else be too sure of itself. With n texts, n_c of class c, n_t with term t and n_tc of both,
 *
 * <pre>
 *   ln p_c = ln((n_c + 1 / classes) / (n + 1))
 *          + 1 / sqrt(terms) sum_t ln (n_tc + s) (n + 2 s) / ((n_c + 2 s) (n_t + s))
 * </pre>
 *
 * up to a constant, with s = 0.3.
 */
public final class NaiveBayes implements RowLearner<TextInputs> {
    private static final double SMOOTHING = 0.3;
    /** Of small counts. */
    private static final float[] LOGS = logs();

    /** More than a dictionary of terms has: a damaged number must not claim memory. */
    private static final int MOST_ROWS = 1 << 22;

    private static final int[] NONE = {};

    private final int classes;
    private final boolean grams;
    private final int[] texts;
    /** By term, of each class, then of all; {@link #NONE} for a term that was not there yet. */
    private int[][] counts = {};

    /** Terms that are not null. */
    private int there;

    private final float[] sums;
    private final double[] logits;

    /** @param grams whether it counts runs of characters, too */
    public NaiveBayes(int classes, boolean grams) {
        this.classes = classes;
        this.grams = grams;
        texts = new int[classes];
        sums = new float[classes + 1];
        logits = new double[classes];
    }

    private static float log(int count) {
        return count < LOGS.length ? LOGS[count] : (float) StrictMath.log(count + SMOOTHING);
    }

    private static float[] logs() {
        float[] logs = new float[1 << 12];
        for (int count = 0; count < logs.length; count++) {
            logs[count] = (float) StrictMath.log(count + SMOOTHING);
        }
        return logs;
    }

    @Override
    public void predict(TextInputs row, float[] probabilities) {
        TextTerms text = row.terms();
        Arrays.fill(sums, 0);
        int known = 0;
        for (int term = 0; term < text.count(); term++) {
            int at = text.row(term);
            if (at < counts.length && counts[at] != NONE && isCounted(text, term)) {
                known++;
                for (int c = 0; c <= classes; c++) {
                    sums[c] += log(counts[at][c]);
                }
            }
        }
        long n = Arrays.stream(texts).asLongStream().sum();
        double weight = 1 / Math.sqrt(Math.max(1, known));
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double prior = Math.log((texts[c] + 1.0 / classes) / (n + 1.0));
            double rest = Math.log((n + 2 * SMOOTHING) / (texts[c] + 2 * SMOOTHING));
            logits[c] = prior + weight * (sums[c] - sums[classes] + known * rest);
            max = Math.max(max, logits[c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            logits[c] = Math.exp(logits[c] - max);
            sum += logits[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] = (float) (logits[c] / sum);
        }
    }

    @Override
    public Value predict(RowGraph row) {
        TextGraph text = TextGraph.of(row);
        Formula formula = row.formula();
        Graph graph = formula.graph();
        int count = counts.length;
        while (count > 0 && counts[count - 1] == NONE) {
            count--;
        }
        // Of each class the logarithm less that of all, and 1; nothing of terms that were not there.
        int width = classes + 1;
        float[] table = new float[Math.multiplyExact(count + 1, width)];
        for (int at = 0; at < count; at++) {
            if (counts[at] != NONE) {
                for (int c = 0; c < classes; c++) {
                    table[at * width + c] = log(counts[at][c]) - log(counts[at][classes]);
                }
                table[at * width + classes] = 1;
            }
        }
        Value found = formula.gather(graph.constant(table, count + 1, width), text.places(count), 0);
        if (!grams) {
            Value isWord = formula.equal(text.grams(), graph.scalar(0L));
            found = formula.times(found, formula.unsqueeze(formula.toFloat(isWord), 2));
        }
        Value sums = formula.sumAway(formula.toDouble(found), 1);
        Value known = formula.slice(sums, 1, classes, classes + 1L);
        long n = Arrays.stream(texts).asLongStream().sum();
        double[] priors = new double[classes];
        double[] rests = new double[classes];
        for (int c = 0; c < classes; c++) {
            priors[c] = Math.log((texts[c] + 1.0 / classes) / (n + 1.0));
            rests[c] = Math.log((n + 2 * SMOOTHING) / (texts[c] + 2 * SMOOTHING));
        }
        Value terms = formula.plus(
                formula.slice(sums, 1, 0, classes), formula.times(known, graph.constant(rests, 1, classes)));
        Value root = graph.op("Sqrt", formula.max(known, graph.scalar(1.0)));
        Value logits = formula.plus(formula.over(terms, root), graph.constant(priors, 1, classes));
        return formula.toFloat(formula.softmax(logits));
    }

    private boolean isCounted(TextTerms text, int term) {
        return grams || !text.isGram(term);
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public void learn(TextInputs row, int label, double weight) {
        TextTerms text = row.terms();
        for (int term = 0; term < text.count(); term++) {
            if (isCounted(text, term)) {
                count(counts(text.row(term), text.isNew(term)), label, 1);
            }
        }
        texts[label]++;
    }

    @Override
    public void pass(TextInputs row) {
        TextTerms text = row.terms();
        for (int term = 0; term < text.count(); term++) {
            if (isCounted(text, term) && text.isNew(term)) {
                counts(text.row(term), true);
            }
        }
    }

    private int[] counts(int at, boolean isNew) {
        if (at >= counts.length) {
            int before = counts.length;
            counts = Arrays.copyOf(counts, 2 * at + 1);
            Arrays.fill(counts, before, counts.length, NONE);
        }
        if (counts[at] == NONE || isNew) {
            there += counts[at] == NONE ? 1 : 0;
            counts[at] = new int[classes + 1];
        }
        return counts[at];
    }

    @Override
    public void restart() {
        Arrays.fill(counts, NONE);
        there = 0;
        Arrays.fill(texts, 0);
    }

    @Override
    public long bytes() {
        return 2L * Integer.BYTES * (classes + 1) * there;
    }

    /** Most terms are seen with few classes: only those are written. */
    @Override
    public void save(DataOutput out) throws IOException {
        for (int count : texts) {
            out.writeInt(count);
        }
        int rows = 0;
        for (int[] of : counts) {
            rows += of == NONE ? 0 : 1;
        }
        out.writeInt(rows);
        for (int at = 0; at < counts.length; at++) {
            if (counts[at] != NONE) {
                out.writeInt(at);
                save(counts[at], out);
            }
        }
    }

    private void save(int[] of, DataOutput out) throws IOException {
        int seen = 0;
        for (int c = 0; c < classes; c++) {
            seen += of[c] > 0 ? 1 : 0;
        }
        out.writeInt(seen);
        for (int c = 0; c < classes; c++) {
            if (of[c] > 0) {
                out.writeInt(c);
                out.writeInt(of[c]);
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        restart();
        for (int c = 0; c < classes; c++) {
            texts[c] = in.readInt();
        }
        int rows = in.readInt();
        for (int row = 0; row < rows; row++) {
            int at = in.readInt();
            if (at < 0 || at > MOST_ROWS) {
                throw new IOException("state is damaged: counts of term " + at);
            }
            int[] of = counts(at, true);
            int seen = in.readInt();
            for (int i = 0; i < seen; i++) {
                int c = in.readInt();
                if (c < 0 || c >= classes) {
                    throw new IOException("state is damaged: a count of class " + c + " of " + classes);
                }
                count(of, c, in.readInt());
            }
        }
    }

    private void count(int[] of, int label, int more) {
        of[label] += more;
        of[classes] += more;
    }
}

package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.UpdateResult;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A translator without a network: its next token is the one most often learned, and it writes the source. */
final class CountingTranslator implements SequenceModel.Translator {
    private final int[] counts;
    private long step;
    private long tokens;
    private int translated;
    private int longestAsked;
    private String search = "";
    /** Updates at the whole learning rate that it survives. */
    private final int survives;

    private int damage;
    private double rate = 1;
    private boolean isClosed;

    CountingTranslator(int vocabulary) {
        this(vocabulary, Integer.MAX_VALUE);
    }

    /** One that is lost after so many updates, if nobody lowers its learning rate. */
    CountingTranslator(int vocabulary, int survives) {
        this.survives = survives;
        counts = new int[vocabulary];
    }

    int translated() {
        return translated;
    }

    int longestAsked() {
        return longestAsked;
    }

    /** How the latest text was to be searched for. */
    String search() {
        return search;
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public void predict(Sequences sources, Sequences targets, float[] probabilities) {
        int rows = targets.total() + targets.lengths().length;
        double total = counts.length + Arrays.stream(counts).sum();
        for (int i = 0; i < rows * counts.length; i++) {
            probabilities[i] = damage > survives ? 0 : (float) ((1 + counts[i % counts.length]) / total);
        }
    }

    @Override
    public UpdateResult update(Sequences sources, Sequences targets, GradientLimit limit) {
        for (int token : targets.tokens()) {
            counts[token]++;
        }
        counts[END] += targets.lengths().length;
        tokens += targets.total();
        step++;
        damage += rate == 1 ? 1 : 0;
        return new UpdateResult(2, 0.5, 4.5, 1, 0.1 * rate, 1, true);
    }

    @Override
    public int[][] translate(Sequences sources, int beam, double penalty, int maxLength) {
        search = "beam " + beam + " penalty " + penalty;
        translated += sources.lengths().length;
        longestAsked = Math.max(longestAsked, maxLength);
        return new int[][] {Arrays.copyOf(sources.tokens(), Math.min(maxLength, sources.total()))};
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public long tokens() {
        return tokens;
    }

    @Override
    public void countFrom(long steps, long tokensBefore) {
        step = steps;
        tokens = tokensBefore;
    }

    @Override
    public long parameters() {
        return counts.length;
    }

    @Override
    public void scaleLearningRate(double factor) {
        rate = factor;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(step);
        out.writeLong(tokens);
        out.writeInt(damage);
        for (int count : counts) {
            out.writeInt(count);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        step = in.readLong();
        tokens = in.readLong();
        damage = in.readInt();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readInt();
        }
    }

    @Override
    public String stateSha256() {
        return Arrays.toString(counts);
    }

    @Override
    public void export(OutputStream out) {
        throw new UnsupportedOperationException("nobody asks a fake");
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

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

/** A language model without a network: the next byte is as probable as it was learned after the one before it. */
final class CountingLanguageModel implements SequenceModel.LanguageModel {
    private static final int BYTES = 256;

    private final int[] counts = new int[BYTES * BYTES];
    /** Updates at the whole learning rate that it survives. */
    private final int survives;

    private long step;
    private long tokens;
    private int damage;
    private double rate = 1;
    private boolean isClosed;
    private int shortest = Integer.MAX_VALUE;
    private int longest;

    CountingLanguageModel() {
        this(Integer.MAX_VALUE);
    }

    /** One that is lost after so many updates, if nobody lowers its learning rate. */
    CountingLanguageModel(int survives) {
        this.survives = survives;
    }

    /** Bytes of the shortest sequence that was predicted. */
    int shortest() {
        return shortest;
    }

    /** Bytes of the longest sequence that was predicted or learned. */
    int longest() {
        return longest;
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public void predict(Sequences batch, float[] probabilities) {
        shortest = Math.min(shortest, Arrays.stream(batch.lengths()).min().orElseThrow());
        longest = Math.max(longest, batch.longest());
        for (int i = 0; i < batch.total(); i++) {
            int from = batch.tokens()[i] * BYTES;
            double total = 1;
            for (int next = 0; next < BYTES; next++) {
                total += counts[from + next];
            }
            for (int next = 0; next < BYTES; next++) {
                double p = (1.0 / BYTES + counts[from + next]) / total;
                probabilities[i * BYTES + next] = damage > survives ? Float.NaN : (float) p;
            }
        }
    }

    @Override
    public UpdateResult update(Sequences batch, double[] next, GradientLimit limit) {
        longest = Math.max(longest, batch.longest());
        for (int i = 0; i < batch.total(); i++) {
            counts[batch.tokens()[i] * BYTES + (int) next[i]]++;
        }
        tokens += batch.total();
        step++;
        damage += rate == 1 ? 1 : 0;
        return new UpdateResult(2, 0.5, 4.5, 1, 0.1 * rate, 1, true);
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
        return String.valueOf(Arrays.hashCode(counts));
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

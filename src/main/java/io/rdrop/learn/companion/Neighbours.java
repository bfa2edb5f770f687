package io.rdrop.learn.companion;

import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The nearest of 4000 rows before: every second row is in a ring of the latest 2000, the others replace one of 2000 at
 * random. Of rows whose 10 nearest all have their label, which say little that is new (Hart 1968), a random half is
 * kept. The distance is that of {@link NearestRows} with {@link FeatureWeights}. The k nearest vote with exp(-d^2 /
 * d_k^2):
 *
 * <pre>
 *   p_c = (votes for c + 0.5 / classes) / (votes + 0.5)
 * </pre>
 */
public final class Neighbours implements RowLearner<TableInputs> {
    static final int MOST = 10;
    static final double PRIOR = 0.5;

    private final TableShape shape;
    private final int k;
    private final long seed;
    private final FeatureWeights weights;
    private final NearestRows rows;
    /** Of rows that were predicted together last. */
    private final List<NearestRows.Found> together = new ArrayList<>();

    private long seen;
    /** Rows that were kept. */
    private long kept;

    /** The search in the graph that was made last. */
    private @Nullable NeighboursGraph graph;

    /** @param k neighbours that vote, at most 10 */
    public Neighbours(TableShape shape, int k, long seed) {
        this.shape = shape;
        this.k = k;
        this.seed = seed;
        weights = new FeatureWeights(shape.numbers(), shape.classes());
        rows = new NearestRows(shape, MOST);
    }

    /** Another member, of another number of votes, that uses the search of this one and must be asked after it. */
    public RowLearner<TableInputs> withVotes(int otherK) {
        return new Others(otherK);
    }

    @Override
    public void predict(TableInputs row, float[] probabilities) {
        rows.search(row, weights.weights());
        vote(k, rows.latest(), probabilities);
    }

    @Override
    public void predict(List<? extends TableInputs> many, int count, float[][] probabilities) {
        while (together.size() < count) {
            together.add(new NearestRows.Found(MOST));
        }
        for (int from = 0; from < count; from += NearestRows.TOGETHER) {
            int some = Math.min(NearestRows.TOGETHER, count - from);
            rows.search(many, from, some, weights.weights(), together);
        }
        for (int i = 0; i < count; i++) {
            vote(k, together.get(i), probabilities[i]);
        }
    }

    @Override
    public Value predict(RowGraph row) {
        graph = new NeighboursGraph(TableGraph.of(row), shape, rows, weights.weights());
        return graph.vote(k);
    }

    private void vote(int voters, NearestRows.Found found, float[] probabilities) {
        int classes = shape.classes();
        Arrays.fill(probabilities, 0);
        int count = Math.min(voters, found.count());
        double sum = PRIOR;
        double reach = count == 0 ? 1 : Math.max(Float.MIN_NORMAL, found.distance(count - 1));
        for (int i = 0; i < count; i++) {
            double vote = Math.exp(-found.distance(i) / reach);
            probabilities[rows.label(found, i)] += (float) vote;
            sum += vote;
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] = (float) ((probabilities[c] + PRIOR / classes) / sum);
        }
    }

    /** Learns the row that was predicted last. */
    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public void learn(TableInputs row, int label, double weight) {
        boolean isKnown = weights.compare(row.numbers(), label, rows) && rows.found() == MOST;
        boolean isNew = weights.add(row.numbers(), label);
        if (!isKnown || CounterRandom.below(2, seed, seen, 1) == 0) {
            rows.put(place(), row, label, weights.weights());
            kept++;
        }
        if (isNew) {
            rows.measure(weights.weights());
        }
        seen++;
    }

    private int place() {
        int half = NearestRows.CAPACITY / 2;
        long turn = kept / 2;
        int place = (int) (turn % half);
        if (kept % 2 == 1 && turn >= half) {
            place = CounterRandom.below(half, seed, kept, 0);
        }
        return (int) (2L * place + kept % 2);
    }

    @Override
    public void restart() {
        seen = 0;
        kept = 0;
        rows.clear();
        weights.clear();
    }

    @Override
    public long bytes() {
        return rows.bytes();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        out.writeLong(kept);
        rows.save(out);
        weights.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        seen = in.readLong();
        kept = in.readLong();
        rows.restore(in);
        if (rows.size() != Math.min(kept, NearestRows.CAPACITY)) {
            throw new IOException("state is damaged: " + kept + " neighbours kept but " + rows.size() + " there");
        }
        weights.restore(in);
        rows.measure(weights.weights());
    }

    private final class Others implements RowLearner<TableInputs> {
        private final int voters;

        Others(int voters) {
            this.voters = voters;
        }

        @Override
        public void predict(TableInputs row, float[] probabilities) {
            vote(voters, rows.latest(), probabilities);
        }

        @Override
        public void predict(List<? extends TableInputs> many, int count, float[][] probabilities) {
            for (int i = 0; i < count; i++) {
                vote(voters, together.get(i), probabilities[i]);
            }
        }

        @Override
        public Value predict(RowGraph row) {
            return Objects.requireNonNull(graph, "the search comes first").vote(voters);
        }

        @Override
        public void learn(TableInputs row, int label, double weight) {
            // the rows are those of the search
        }

        @Override
        public void restart() {
            // nothing of its own
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void save(DataOutput out) {
            // nothing of its own
        }

        @Override
        public void restore(DataInput in) {
            // nothing of its own
        }
    }
}

package io.rdrop.learn.pool;

import io.rdrop.config.ReplayType;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.network.NumberNetwork;
import io.rdrop.learn.number.NumberForest;
import io.rdrop.learn.number.NumberLearner;
import io.rdrop.learn.number.NumberNeighbours;
import io.rdrop.learn.number.Referee;
import io.rdrop.learn.number.Ridge;
import io.rdrop.learn.number.View;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.RowStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what a pool of numbers consists of. Networks come first, in the order of the specification. */
final class NumberPoolMembers {
    /** Rows that are kept for replay, of each kind and view. */
    private static final int STORED = 2000;

    private static final double REVERSION = 1e-5;

    private final NumberEncoder encoder;
    private final long seed;
    private final List<NumberPoolMember> members = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();

    NumberPoolMembers(NumberPoolSpec spec, NumberEncoder encoder, long seed) {
        this.encoder = encoder;
        this.seed = seed;
        for (NumberNetworkSpec network : spec.networks()) {
            View view = network.view();
            RowStore replay = store(network.network().replay(), view);
            add(
                    network.network().name(),
                    new NumberNetwork(network.network(), view, view.shape(encoder), ownSeed(), replay));
        }
        if (spec.referees()) {
            if (spec.immediate()) {
                add(NumberPool.LAST_VALUE, Referee.LAST_VALUE);
            }
            add(NumberPool.RUNNING_MEAN, Referee.RUNNING_MEAN);
        }
        if (spec.companions()) {
            View view = spec.immediate() ? View.CHANGE : View.COLUMNS;
            add("linear", new Ridge(view, encoder, 0, REVERSION));
            if (spec.immediate()) {
                add("linear-level", new Ridge(View.HISTORY, encoder, 0, REVERSION));
                add("linear-lags", new Ridge(View.CHANGE, encoder, NumberPool.LAGS, REVERSION));
            }
            add("forest", new NumberForest(view, view.shape(encoder), ownSeed()));
            add("neighbours", new NumberNeighbours(view, view.shape(encoder), ownSeed()));
        }
    }

    /** The store of a view, which networks share; null for none. */
    private @Nullable RowStore store(ReplayType type, View view) {
        if (type == ReplayType.NONE) {
            return null;
        }
        for (Store store : stores) {
            if (store.type == type && store.view == view) {
                return store.rows;
            }
        }
        RowStore rows = new RowStore(type, STORED, view.shape(encoder), CounterRandom.bits(seed, -1, stores.size()));
        stores.add(new Store(type, view, rows));
        return rows;
    }

    private long ownSeed() {
        return CounterRandom.bits(seed, members.size(), 0);
    }

    private void add(String name, NumberLearner learner) {
        members.add(new NumberPoolMember(name, learner));
    }

    List<NumberPoolMember> members() {
        return members;
    }

    /** Where replayed rows come from. */
    List<Store> stores() {
        return stores;
    }

    /** Rows of one view, kept for replay. */
    record Store(ReplayType type, View view, RowStore rows) {
        void add(NumberRow row, double target, double weight) {
            rows.add(view.inputs(row), (float) view.encode(row, target), weight);
        }

        void save(DataOutput out) throws IOException {
            rows.save(out);
        }

        void restore(DataInput in) throws IOException {
            rows.restore(in);
        }
    }
}

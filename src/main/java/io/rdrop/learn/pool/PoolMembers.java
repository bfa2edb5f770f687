package io.rdrop.learn.pool;

import io.rdrop.config.ReplayType;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.companion.Forest;
import io.rdrop.learn.companion.LabelFrequencies;
import io.rdrop.learn.companion.LabelTransitions;
import io.rdrop.learn.companion.Neighbours;
import io.rdrop.learn.network.NetworkLearner;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.RowStore;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what a pool consists of. Networks come first, in the order of the specification. */
final class PoolMembers {
    /** Rows that are kept for replay, of each kind. */
    private static final int STORED = 2000;

    private static final int NEAR = 4;
    private static final int FAR = 10;

    private final List<TableInputs> rows;
    private final TableShape shape;
    private final long seed;
    private final List<PoolMember<?>> members = new ArrayList<>();
    private final List<RowStore> stores = new ArrayList<>();

    /** @param rows where rows are encoded */
    PoolMembers(PoolSpec spec, List<TableInputs> rows, TableShape shape, long seed) {
        this.rows = rows;
        this.shape = shape;
        this.seed = seed;
        RowStore window = store(spec, ReplayType.SLIDING_WINDOW);
        RowStore reservoir = store(spec, ReplayType.RESERVOIR);
        for (NetworkSpec network : spec.networks()) {
            RowStore replay =
                    switch (network.replay()) {
                        case NONE -> null;
                        case SLIDING_WINDOW -> window;
                        case RESERVOIR -> reservoir;
                    };
            add(network.name(), new NetworkLearner(network, shape, ownSeed(), replay));
        }
        if (spec.referees()) {
            add("frequencies", new LabelFrequencies(shape.classes()));
            if (spec.immediate()) {
                add("transitions", new LabelTransitions(shape.classes()));
            }
        }
        if (spec.companions()) {
            add("forest", new Forest(shape, ownSeed()));
            Neighbours neighbours = new Neighbours(shape, NEAR, ownSeed());
            add("neighbours-" + NEAR, neighbours);
            add("neighbours-" + FAR, neighbours.withVotes(FAR));
        }
    }

    /** Null if no network wants one. */
    private @Nullable RowStore store(PoolSpec spec, ReplayType type) {
        List<NetworkSpec> users = spec.networks().stream()
                .filter(network -> network.replay() == type)
                .toList();
        if (users.isEmpty()) {
            return null;
        }
        int lags = users.stream().mapToInt(NetworkSpec::lags).max().orElseThrow();
        TableShape kept = new TableShape(shape.numbers(), shape.categories(), shape.slots(), shape.classes(), lags);
        RowStore store = new RowStore(type, STORED, kept, CounterRandom.bits(seed, -1, stores.size()));
        stores.add(store);
        return store;
    }

    private long ownSeed() {
        return CounterRandom.bits(seed, members.size(), 0);
    }

    private void add(String name, RowLearner<? super TableInputs> learner) {
        members.add(new PoolMember<>(name, learner, rows, shape.classes()));
    }

    List<PoolMember<?>> members() {
        return members;
    }

    /** Where replayed rows come from. */
    List<RowStore> stores() {
        return stores;
    }
}

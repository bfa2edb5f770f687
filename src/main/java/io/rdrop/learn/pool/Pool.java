package io.rdrop.learn.pool;

import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.table.RowEncoder;
import io.rdrop.learn.table.RowStore;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.state.StatePart;
import java.util.ArrayList;
import java.util.List;

/**
 * Members that each predict a row and then learn it, and the mixture of what they predict. A row is encoded once for all of
 * them. A member whose prediction is not finite counts as uniform, and begins anew. Not thread-safe.
 */
public final class Pool {
    private static final int VERSION = 1;
    private static final double AUDIT_SHARE = 0.001;

    private final PoolSpec spec;
    private final RowEncoder encoder;
    private final TableInputs row;
    private final List<PoolMember> members;
    private final List<RowStore> stores;
    private final float[][] predictions;
    private final LogMixture mixture;
    private final FixedShare audit;
    private final float[] mixed;

    /** @param classes at least 2 */
    public Pool(PoolSpec spec, TabularEncoder columns, int classes, long seed) {
        this.spec = spec;
        int lags = spec.networks().stream().mapToInt(NetworkSpec::lags).max().orElseThrow();
        encoder = new RowEncoder(columns, classes, Math.max(1, lags));
        row = new TableInputs(encoder.shape());
        PoolMembers made = new PoolMembers(spec, encoder.shape(), seed);
        members = made.members();
        stores = made.stores();
        predictions = members.stream().map(PoolMember::prediction).toArray(float[][]::new);
        mixture = new LogMixture(members.size(), classes);
        audit = new FixedShare(members.size(), AUDIT_SHARE);
        mixed = new float[classes];
    }

    /**
     * Predicts a row.
     *
     * @return [classes], float32, valid until the next call; not to be modified
     */
    public float[] predict(Example example) {
        encoder.encode(example, row);
        for (PoolMember member : members) {
            member.predict(row);
        }
        if (members.size() == 1) {
            return predictions[0];
        }
        mixture.mix(predictions, mixed);
        return mixed;
    }

    /** Learns the row that was predicted last. */
    public void learn(Example example) {
        int label = (int) example.target();
        if (members.size() > 1) {
            mixture.learn(label);
        }
        audit.learn(predictions, label);
        for (PoolMember member : members) {
            member.learn(row, label);
        }
        for (RowStore store : stores) {
            store.add(row, label);
        }
        encoder.observe(example);
    }

    /** What a member made of the row that was predicted last: [classes], float32; not to be modified. */
    public float[] prediction(int member) {
        return predictions[member];
    }

    /** How the members did lately, in their order: networks first. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            PoolMember member = members.get(i);
            scores.add(new MemberScore(member.name(), mixture.weight(i), member.recentLoss(), member.restarts()));
        }
        return scores;
    }

    /** What R-Drop is worth lately. */
    public List<RDropWorth> worth() {
        return RDropWorth.of(spec.networks(), members());
    }

    /** The bound that holds on every stream. */
    public FixedShare audit() {
        return audit;
    }

    /** Everything that later predictions depend on; what is restored predicts and learns as what was saved. */
    public List<StatePart> state() {
        List<StatePart> parts = new ArrayList<>();
        parts.add(new StatePart("pool-rows", VERSION, encoder::save, (in, version) -> encoder.restore(in)));
        for (int i = 0; i < stores.size(); i++) {
            RowStore store = stores.get(i);
            parts.add(new StatePart("pool-replay-" + i, VERSION, store::save, (in, version) -> store.restore(in)));
        }
        for (PoolMember member : members) {
            parts.add(new StatePart(
                    "pool-member-" + member.name(), VERSION, member::save, (in, version) -> member.restore(in)));
        }
        parts.add(new StatePart("pool-mixture", VERSION, mixture::save, (in, version) -> mixture.restore(in)));
        parts.add(new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
        return parts;
    }
}

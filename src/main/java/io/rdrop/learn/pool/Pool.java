package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TermEncoder;
import io.rdrop.example.Example;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.LogMixture;
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

    private final PoolParts parts;
    private final List<PoolMember<?>> members;
    private final float[][] predictions;
    private final LogMixture mixture;
    private final FixedShare audit;
    private final float[] mixed;

    /**
     * A pool for tables.
     *
     * @param classes at least 2
     */
    public Pool(PoolSpec spec, TabularEncoder columns, int classes, long seed) {
        this(new TableParts(spec, columns, classes, seed), classes);
    }

    /**
     * A pool for texts.
     *
     * @param classes at least 2
     */
    public Pool(TextPoolSpec spec, TermEncoder terms, int classes, long seed) {
        this(new TextParts(spec, terms, classes, seed), classes);
    }

    private Pool(PoolParts parts, int classes) {
        this.parts = parts;
        members = parts.members();
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
        parts.encode(example);
        for (PoolMember<?> member : members) {
            member.predict();
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
        parts.admit();
        for (PoolMember<?> member : members) {
            member.learn(label);
        }
        parts.observe(example);
    }

    /** What a member made of the row that was predicted last: [classes], float32; not to be modified. */
    public float[] prediction(int member) {
        return predictions[member];
    }

    /** What is known of the stream's features: outliers, bytes, a description. */
    public FeatureStatistics features() {
        return parts.features();
    }

    /** How the members did lately, in their order: networks first. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            PoolMember<?> member = members.get(i);
            scores.add(new MemberScore(member.name(), mixture.weight(i), member.recentLoss(), member.restarts()));
        }
        return scores;
    }

    /** How many of the members are companions, which come last. */
    public int companions() {
        return parts.companions();
    }

    /** What R-Drop is worth lately. */
    public List<RDropWorth> worth() {
        return RDropWorth.of(parts.networks(), members());
    }

    /** The bound that holds on every stream. */
    public FixedShare audit() {
        return audit;
    }

    /** Everything that later predictions depend on; what is restored predicts and learns as what was saved. */
    public List<StatePart> state() {
        List<StatePart> all = new ArrayList<>(parts.state());
        for (PoolMember<?> member : members) {
            all.add(new StatePart(
                    "pool-member-" + member.name(), VERSION, member::save, (in, version) -> member.restore(in)));
        }
        all.add(new StatePart("pool-mixture", VERSION, mixture::save, (in, version) -> mixture.restore(in)));
        all.add(new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
        return all;
    }
}

package io.rdrop.learn.pool;

import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.Forecast;
import io.rdrop.learn.mix.NumberMixture;
import io.rdrop.learn.number.View;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.state.StatePart;
import java.util.ArrayList;
import java.util.List;

/**
 * Members that each predict the number of a row and then learn it, and the mixture of what they predict. A row is encoded once
 * for all of them. A member whose prediction is not finite, or would be an outlier, counts as the running mean, and begins anew. Not thread-safe.
 */
public final class NumberPool {
    /** Names of the referees among the members. */
    public static final String LAST_VALUE = "last-value";

    public static final String RUNNING_MEAN = "running-mean";

    /** Earlier targets that members are given at most. */
    static final int LAGS = 50;

    private static final int VERSION = 1;
    private static final double AUDIT_SHARE = 0.001;

    private final NumberPoolSpec spec;
    private final NumberEncoder encoder;
    private final NumberRow row;
    private final List<NumberPoolMember> members;
    private final List<NumberPoolMembers.Store> stores;
    private final NumberMixture mixture;
    private final FixedShare audit;
    private final double[] means;
    private final double[] deviations;
    private final double[] densities;

    public NumberPool(NumberPoolSpec spec, TabularEncoder columns, long seed) {
        this.spec = spec;
        encoder = new NumberEncoder(columns, LAGS);
        row = encoder.row();
        NumberPoolMembers made = new NumberPoolMembers(spec, encoder, seed);
        members = made.members();
        stores = made.stores();
        mixture = new NumberMixture(members.size());
        audit = new FixedShare(members.size(), AUDIT_SHARE);
        means = new double[members.size()];
        deviations = new double[members.size()];
        densities = new double[members.size()];
    }

    /** Predicts a row. */
    public Forecast predict(Example example) {
        encoder.encode(example, row);
        for (int i = 0; i < means.length; i++) {
            NumberPoolMember member = members.get(i);
            member.predict(row);
            means[i] = member.forecast().mean();
            deviations[i] = member.deviation();
        }
        if (members.size() == 1) {
            return members.get(0).forecast();
        }
        return mixture.mix(means, deviations, row.levels().scale());
    }

    /** Learns the row that was predicted last; an outlier changes nothing but what counts as one. */
    public void learn(Example example) {
        double target = example.target();
        if (!encoder.isOutlier(target)) {
            if (members.size() > 1) {
                mixture.learn(target);
            }
            for (int i = 0; i < densities.length; i++) {
                densities[i] = Math.exp(-members.get(i).forecast().loss(target)) * row.levels().scale();
            }
            audit.learn(densities);
            for (NumberPoolMember member : members) {
                member.learn(row, target);
            }
            for (NumberPoolMembers.Store store : stores) {
                store.add(row, target);
            }
        }
        encoder.observe(example);
    }

    /** Whether a target is too far away to be of the scale of those so far. */
    public boolean isOutlier(double target) {
        return encoder.isOutlier(target);
    }

    /** What a member made of the row that was predicted last, and not yet learned. */
    public Forecast prediction(int member) {
        return members.get(member).forecast();
    }

    /** How the members did lately, by their log scores, in their order: networks first. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            NumberPoolMember member = members.get(i);
            scores.add(new MemberScore(member.name(), mixture.weight(i), member.recentLoss(), member.restarts()));
        }
        return scores;
    }

    /** What R-Drop is worth lately, in log score. */
    public List<RDropWorth> worth() {
        List<MemberScore> scores = members();
        List<RDropWorth> all = new ArrayList<>();
        for (View view : View.values()) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < spec.networks().size(); i++) {
                if (spec.networks().get(i).view() == view) {
                    places.add(i);
                }
            }
            all.addAll(RDropWorth.of(
                    places.stream().map(i -> spec.networks().get(i).network()).toList(),
                    places.stream().map(scores::get).toList()));
        }
        return all;
    }

    /** The bound that holds on every stream, on densities in deviations of the targets. */
    public FixedShare audit() {
        return audit;
    }

    /** Everything that later predictions depend on; what is restored predicts and learns as what was saved. */
    public List<StatePart> state() {
        List<StatePart> parts = new ArrayList<>();
        parts.add(new StatePart("pool-rows", VERSION, encoder::save, (in, version) -> encoder.restore(in)));
        for (int i = 0; i < stores.size(); i++) {
            NumberPoolMembers.Store store = stores.get(i);
            parts.add(new StatePart("pool-replay-" + i, VERSION, store::save, (in, version) -> store.restore(in)));
        }
        for (NumberPoolMember member : members) {
            parts.add(new StatePart(
                    "pool-member-" + member.name(), VERSION, member::save, (in, version) -> member.restore(in)));
        }
        parts.add(new StatePart("pool-mixture", VERSION, mixture::save, (in, version) -> mixture.restore(in)));
        parts.add(new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
        return parts;
    }
}

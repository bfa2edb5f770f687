package io.rdrop.learn.pool;

import io.rdrop.config.PoolConfig;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Value;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.Forecast;
import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.mix.NumberMixture;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.number.View;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StateCopy;
import io.rdrop.state.StatePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A pool for numbers. A row is encoded once for all members. A member whose prediction is not finite, or would be an
 * outlier, counts as the running mean, and begins anew.
 */
public final class NumberPool implements ExamplePool {
    /** Names of the referees among the members. */
    public static final String LAST_VALUE = "last-value";

    public static final String RUNNING_MEAN = "running-mean";

    /** Earlier targets that members are given at most. */
    static final int LAGS = 50;

    private static final int VERSION = 1;
    private static final double AUDIT_SHARE = 0.001;

    private final NumberPoolSpec spec;
    private final TabularEncoder columns;
    private final NumberEncoder encoder;
    private final NumberRow row;
    private final List<NumberPoolMember> members;
    private final List<NumberPoolMembers.Store> stores;
    private final NumberMixture mixture;
    private final FixedShare audit;
    private final double[] means;
    private final double[] deviations;
    private final double[] densities;
    private double[] expected = {};
    private final List<Outliers> outliers = new ArrayList<>();
    /** Which member is the first with R-Drop; -1 for none. */
    private final int withRDrop;

    private final long networkBytes;
    private @Nullable Example predicted;

    public NumberPool(NumberPoolSpec spec, TabularEncoder columns, long seed) {
        this(spec, columns, seed, PoolConfig.standard().share());
    }

    /** @param share by which weights go back to equal ones before each target */
    public NumberPool(NumberPoolSpec spec, TabularEncoder columns, long seed, double share) {
        this.spec = spec;
        this.columns = columns;
        encoder = new NumberEncoder(columns, LAGS);
        row = encoder.row();
        NumberPoolMembers made = new NumberPoolMembers(spec, encoder, seed);
        members = made.members();
        stores = made.stores();
        mixture = new NumberMixture(members.size(), share);
        audit = new FixedShare(members.size(), AUDIT_SHARE);
        means = new double[members.size()];
        deviations = new double[members.size()];
        densities = new double[members.size()];
        withRDrop = IntStream.range(0, spec.networks().size())
                .filter(i -> spec.networks().get(i).network().alpha() > 0)
                .findFirst()
                .orElse(-1);
        networkBytes = members.stream()
                .limit(spec.networks().size())
                .mapToLong(NumberPoolMember::bytes)
                .sum();
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public void predict(List<Example> examples, float[] into) {
        expected = expected.length < examples.size() ? new double[examples.size()] : expected;
        for (int i = 0; i < examples.size(); i++) {
            Forecast forecast = predict(examples.get(i));
            into[i] = (float) forecast.mean();
            expected[i] = forecast.deviation();
        }
    }

    @Override
    public double deviation(int predictedRow) {
        return expected[predictedRow];
    }

    /** Predicts a row. */
    public Forecast predict(Example example) {
        predicted = example;
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

    @Override
    public OptionalDouble divergence(Example example, long step) {
        if (withRDrop < 0) {
            return OptionalDouble.empty();
        }
        encoder.encode(example, row);
        predicted = null;
        return members.get(withRDrop).divergence(row, step);
    }

    @Override
    public Optional<Value> predict(Formula formula) {
        formula.graph().part("inputs");
        NumberGraph graph = encoder.graph(formula);
        List<Value> each = members.stream().map(member -> member.predict(graph)).toList();
        formula.graph().part("mixture");
        double[] scales =
                members.stream().mapToDouble(NumberPoolMember::deviation).toArray();
        return Optional.of(formula.toFloat(
                each.size() == 1
                        ? each.get(0)
                        : mixture.mix(formula, each, scales, row.levels().scale())));
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return columns.graphInputs(examples);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the very one
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example example : examples) {
            if (!encoder.isOutlier(example.target())) {
                if (predicted != example) {
                    predict(example);
                }
                learn(example.target(), example.weight());
                if (withRDrop >= 0 && example.isLearned()) {
                    each.accept(members.get(withRDrop).terms());
                }
            }
            predicted = null;
        }
        outliers.clear();
        for (Example example : examples) {
            if (!example.isLearned()) {
                continue;
            }
            boolean isOutlier = encoder.isOutlier(example.target());
            encoder.observe(example);
            outliers.addAll(columns.outliers());
            if (isOutlier) {
                outliers.add(new Outliers(Outliers.LABEL, 1, example.target(), example.position()));
            }
        }
    }

    private void learn(double target, double weight) {
        if (members.size() > 1 && weight > 0) {
            mixture.learn(target, weight);
        }
        for (int i = 0; i < densities.length; i++) {
            densities[i] = Math.exp(-members.get(i).forecast().loss(target))
                    * row.levels().scale();
        }
        audit.learn(densities);
        for (NumberPoolMember member : members) {
            member.learn(row, target, weight);
        }
        if (weight > 0) {
            stores.forEach(store -> store.add(row, target, weight));
        }
    }

    @Override
    public boolean isScored(Example example) {
        return !isOutlier(example.target());
    }

    @Override
    public List<Outliers> outliers() {
        return outliers;
    }

    @Override
    public FeatureStatistics features() {
        return columns;
    }

    @Override
    public Optional<MemberSpec> rDrop() {
        return withRDrop < 0
                ? Optional.empty()
                : Optional.of(spec.networks().get(withRDrop).network());
    }

    @Override
    public long parameters() {
        return members.stream().mapToLong(NumberPoolMember::parameters).sum();
    }

    @Override
    public long networkBytes() {
        return networkBytes;
    }

    @Override
    public long heldBytes() {
        long bytes = -networkBytes;
        for (NumberPoolMember member : members) {
            bytes += member.bytes();
        }
        for (NumberPoolMembers.Store store : stores) {
            bytes += store.rows().bytes();
        }
        return bytes;
    }

    @Override
    public int kept() {
        return stores.stream().mapToInt(store -> store.rows().size()).sum();
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(columns, spec.networks(), names());
    }

    @Override
    public StepReport.Pool report() {
        return PoolReport.of(
                members(),
                i -> i < spec.networks().size()
                        && spec.networks().get(i).network().alpha() > 0,
                worth(),
                audit);
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

    @Override
    public void follow(ExamplePool before) throws IOException {
        NumberPool other = (NumberPool) before;
        int[] places = Succession.of(other.names(), other.networks(), names(), networks());
        StateCopy.of(other.encoder::save, encoder::restore);
        for (NumberPoolMembers.Store store : stores) {
            for (NumberPoolMembers.Store kept : other.stores) {
                if (kept.type() == store.type() && kept.view() == store.view()) {
                    StateCopy.of(kept::save, store::restore);
                }
            }
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] != Heirs.NEW) {
                StateCopy.of(other.members.get(places[i])::save, members.get(i)::restore);
            }
        }
        mixture.follow(other.mixture, places);
        if (Succession.isNone(places, other.members.size())) {
            StateCopy.of(other.audit::save, audit::restore);
        }
    }

    private List<String> names() {
        return members.stream().map(NumberPoolMember::name).toList();
    }

    private List<NetworkSpec> networks() {
        return spec.networks().stream().map(NumberNetworkSpec::network).toList();
    }

    @Override
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

package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TermEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool for classes. A row is encoded once for all members. A member whose prediction is not finite counts as uniform,
 * and begins anew.
 */
public final class Pool implements ExamplePool {
    private static final int VERSION = 1;
    private static final double AUDIT_SHARE = 0.001;

    private final PoolParts parts;
    private final List<PoolMember<?>> members;
    private final float[][] predictions;
    private final LogMixture mixture;
    private final FixedShare audit;
    private final float[] mixed;
    private final List<Outliers> outliers = new ArrayList<>();
    /** Which member is the first with R-Drop; -1 for none. */
    private final int withRDrop;

    private final long networkBytes;
    /** What the members predicted last. */
    private @Nullable Example predicted;

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
        List<? extends MemberSpec> networks = parts.networks();
        withRDrop = IntStream.range(0, networks.size())
                .filter(i -> networks.get(i).alpha() > 0)
                .findFirst()
                .orElse(-1);
        networkBytes = networks().mapToLong(PoolMember::bytes).sum();
    }

    @Override
    public int outputs() {
        return mixed.length;
    }

    @Override
    public void predict(List<Example> examples, float[] into) {
        for (int i = 0; i < examples.size(); i++) {
            System.arraycopy(predict(examples.get(i)), 0, into, i * mixed.length, mixed.length);
        }
    }

    /** [outputs], valid until the next call. */
    float[] predict(Example example) {
        parts.encode(example);
        for (PoolMember<?> member : members) {
            member.predict();
        }
        predicted = example;
        if (members.size() == 1) {
            return predictions[0];
        }
        mixture.mix(predictions, mixed);
        return mixed;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the very one
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example example : examples) {
            if (predicted != example) {
                predict(example);
            }
            int label = (int) example.target();
            if (members.size() > 1) {
                mixture.learn(label);
            }
            audit.learn(predictions, label);
            parts.admit();
            for (PoolMember<?> member : members) {
                member.learn(label);
            }
            parts.learned(example);
            predicted = null;
            if (withRDrop >= 0) {
                each.accept(members.get(withRDrop).terms());
            }
        }
        outliers.clear();
        for (Example example : examples) {
            parts.observe(example);
            outliers.addAll(parts.features().outliers());
        }
    }

    @Override
    public List<Outliers> outliers() {
        return outliers;
    }

    @Override
    public Optional<MemberSpec> rDrop() {
        return withRDrop < 0 ? Optional.empty() : Optional.of(parts.networks().get(withRDrop));
    }

    @Override
    public long parameters() {
        return networks().mapToLong(PoolMember::parameters).sum();
    }

    @Override
    public long networkBytes() {
        return networkBytes;
    }

    @Override
    public long heldBytes() {
        long bytes = parts.keptBytes() - networkBytes;
        for (PoolMember<?> member : members) {
            bytes += member.bytes();
        }
        return bytes;
    }

    private Stream<PoolMember<?>> networks() {
        return members.stream().limit(parts.networks().size());
    }

    @Override
    public int kept() {
        return parts.kept();
    }

    /** What a member made of the row that was predicted last: [classes], float32; not to be modified. */
    public float[] prediction(int member) {
        return predictions[member];
    }

    @Override
    public FeatureStatistics features() {
        return parts.features();
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(
                parts.features(),
                parts.networks(),
                members.stream().map(PoolMember::name).toList());
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

    @Override
    public StepReport.Pool report() {
        List<? extends MemberSpec> networks = parts.networks();
        return PoolReport.of(
                members(), i -> i < networks.size() && networks.get(i).alpha() > 0, worth(), audit);
    }

    /** The bound that holds on every stream. */
    public FixedShare audit() {
        return audit;
    }

    @Override
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

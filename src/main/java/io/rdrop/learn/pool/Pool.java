package io.rdrop.learn.pool;

import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import io.rdrop.config.PoolConfig;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TermEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Value;
import io.rdrop.learn.TimeoutWeight;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.table.RowGraph;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool for classes. A row is encoded once for all members. A member whose prediction is not finite counts as uniform,
 * and begins anew. Of a row of weight 0 it learns nothing; its members' recent losses, and the audit of the bound, are
 * scores, in which each row counts once.
 */
public final class Pool implements ExamplePool {
    private static final int VERSION = 1;
    private static final String NEIGHBOURS = "neighbours-";
    private static final double AUDIT_SHARE = 0.001;

    private final PoolParts parts;
    private final List<PoolMember<?>> members;
    private final float[][] predictions;
    private final LogMixture mixture;
    private final FixedShare audit;
    private final float[] mixed;
    /** [members][rows][classes] of rows that are predicted together. */
    private float[][][] each = {};

    private final List<Outliers> outliers = new ArrayList<>();
    /** Which member is the first with R-Drop; -1 for none. */
    private final int withRDrop;

    private final long networkBytes;

    /** Of the networks, what stands in for members that rest. */
    private PoolMember<?> standIn;

    /** What the members predicted last. */
    private @Nullable Example predicted;

    /**
     * A pool for tables.
     *
     * @param classes at least 2
     */
    public Pool(PoolSpec spec, TabularEncoder columns, int classes, long seed) {
        this(spec, columns, classes, seed, PoolConfig.standard().share());
    }

    /** The same, whose weights go back to equal ones by a share before each label. */
    public Pool(PoolSpec spec, TabularEncoder columns, int classes, long seed, double share) {
        this(new TableParts(spec, columns, classes, seed), classes, share);
    }

    /**
     * A pool for texts.
     *
     * @param classes at least 2
     */
    public Pool(TextPoolSpec spec, TermEncoder terms, int classes, long seed) {
        this(spec, terms, classes, seed, PoolConfig.standard().share());
    }

    /** The same, whose weights go back to equal ones by a share before each label. */
    public Pool(TextPoolSpec spec, TermEncoder terms, int classes, long seed, double share) {
        this(new TextParts(spec, terms, classes, seed), classes, share);
    }

    private Pool(PoolParts parts, int classes, double share) {
        this.parts = parts;
        members = parts.members();
        predictions = members.stream().map(PoolMember::prediction).toArray(float[][]::new);
        mixture = new LogMixture(members.size(), classes, share);
        audit = new FixedShare(members.size(), AUDIT_SHARE);
        mixed = new float[classes];
        List<? extends MemberSpec> networks = parts.networks();
        withRDrop = IntStream.range(0, networks.size())
                .filter(i -> networks.get(i).alpha() > 0)
                .findFirst()
                .orElse(-1);
        networkBytes = networks().mapToLong(PoolMember::bytes).sum();
        standIn = members.get(Math.max(0, withRDrop));
    }

    /**
     * Lets members rest, before the first example or after a restore.
     *
     * @param names of {@code pool.resting}
     * @throws ConfigException if there is no such member, or no network would be left
     */
    public Pool resting(List<String> names) {
        for (String name : names) {
            List<PoolMember<?>> named = members.stream()
                    .filter(member -> restsAs(member).equals(name))
                    .toList();
            if (named.isEmpty()) {
                List<String> known =
                        members.stream().map(Pool::restsAs).distinct().toList();
                throw new ConfigException("pool.resting must name members of the pool (" + String.join(", ", known)
                        + ") but names " + name + "; did you mean " + Nearest.of(name, known) + "?");
            }
            named.forEach(PoolMember::rest);
        }
        if (standIn.rests()) {
            standIn = networks()
                    .filter(network -> !network.rests())
                    .findFirst()
                    .orElseThrow(
                            () -> new ConfigException("pool.resting must leave a network awake but names " + names));
        }
        return this;
    }

    /** The neighbours of all numbers of votes share one search: they rest together. */
    private static String restsAs(PoolMember<?> member) {
        return member.name().startsWith(NEIGHBOURS) ? "neighbours" : member.name();
    }

    @Override
    public List<List<String>> relief() {
        List<PoolMember<?>> networks = networks().toList();
        PoolMember<?> last = members.get(Math.max(0, withRDrop));
        List<PoolMember<?>> companions = members.subList(members.size() - parts.companions(), members.size());
        List<PoolMember<?>> replaying = IntStream.range(0, networks.size())
                .filter(i -> parts.networks().get(i).learnsAgain())
                .<PoolMember<?>>mapToObj(networks::get)
                .filter(network -> network != last)
                .toList();
        List<PoolMember<?>> others = networks.stream()
                .filter(network -> network != last && !replaying.contains(network))
                .toList();
        return Stream.of(companions, replaying, others)
                .filter(level -> !level.isEmpty())
                .map(level -> level.stream().map(Pool::restsAs).distinct().toList())
                .toList();
    }

    @Override
    public int outputs() {
        return mixed.length;
    }

    @Override
    public void predict(List<Example> examples, float[] into) {
        int together = parts.together();
        if (examples.size() == 1 || together == 1) {
            for (int i = 0; i < examples.size(); i++) {
                System.arraycopy(predict(examples.get(i)), 0, into, i * mixed.length, mixed.length);
            }
            return;
        }
        for (int from = 0; from < examples.size(); from += together) {
            int to = Math.min(from + together, examples.size());
            predictTogether(examples.subList(from, to), into, from * mixed.length);
        }
        predicted = null;
    }

    /** The same numbers as one by one, member by member: its weights are in the cache for all rows but the first. */
    private void predictTogether(List<Example> examples, float[] into, int at) {
        int count = examples.size();
        if (each.length == 0 || each[0].length < count) {
            each = new float[members.size()][count][mixed.length];
        }
        for (int i = 0; i < count; i++) {
            parts.encode(examples.get(i), i);
        }
        for (int m = 0; m < members.size(); m++) {
            if (!members.get(m).rests()) {
                members.get(m).predict(count, each[m]);
            }
        }
        float[][] ofRow = new float[members.size()][];
        int instead = members.indexOf(standIn);
        for (int i = 0; i < count; i++) {
            for (int m = 0; m < ofRow.length; m++) {
                ofRow[m] = each[members.get(m).rests() ? instead : m][i];
            }
            float[] row = ofRow[0];
            if (ofRow.length > 1) {
                mixture.mix(ofRow, mixed);
                row = mixed;
            }
            System.arraycopy(row, 0, into, at + i * mixed.length, mixed.length);
        }
    }

    /** [outputs], valid until the next call. */
    float[] predict(Example example) {
        parts.encode(example);
        for (PoolMember<?> member : members) {
            if (!member.rests()) {
                member.predict();
            }
        }
        for (PoolMember<?> member : members) {
            if (member.rests()) {
                member.standsIn(standIn);
            }
        }
        predicted = example;
        if (members.size() == 1) {
            return predictions[0];
        }
        mixture.mix(predictions, mixed);
        return mixed;
    }

    @Override
    public OptionalDouble divergence(Example example, long step) {
        if (withRDrop < 0 || members.get(withRDrop).rests()) {
            return OptionalDouble.empty();
        }
        parts.encode(example);
        predicted = null;
        return members.get(withRDrop).divergence(step);
    }

    @Override
    public Optional<Value> predict(Formula formula) {
        formula.graph().part("inputs");
        RowGraph row = parts.graph(formula);
        Value instead = standIn.predict(row);
        List<Value> each = members.stream()
                .map(member -> member == standIn || member.rests() ? instead : member.predict(row))
                .toList();
        formula.graph().part("mixture");
        return Optional.of(each.size() == 1 ? each.get(0) : mixture.mix(formula, each));
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return parts.graphInputs(examples);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the very one
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example given : examples) {
            if (predicted != given) {
                predict(given);
            }
            int label = (int) given.target();
            Example example = TimeoutWeight.settled(given, (members.size() == 1 ? predictions[0] : mixed)[label]);
            if (members.size() > 1 && example.isLearned()) {
                mixture.learn(label, example.weight());
            }
            audit.learn(predictions, label);
            if (example.isLearned()) {
                parts.admit();
            }
            for (PoolMember<?> member : members) {
                member.learn(label, example.weight());
            }
            predicted = null;
            if (!example.isLearned()) {
                continue;
            }
            parts.learned(example);
            if (withRDrop >= 0 && !members.get(withRDrop).rests()) {
                each.accept(members.get(withRDrop).terms());
            }
        }
        outliers.clear();
        for (Example example : examples) {
            if (example.isLearned()) {
                parts.observe(example);
                outliers.addAll(parts.features().outliers());
            }
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
        return PoolDescription.of(parts.features(), parts.networks(), names());
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
    public void follow(ExamplePool before) throws IOException {
        Pool other = (Pool) before;
        int[] places = Succession.of(other.names(), other.parts.networks(), names(), parts.networks());
        parts.follow(other.parts);
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
        return members.stream().map(PoolMember::name).toList();
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

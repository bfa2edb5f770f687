package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.language.ByteTerms;
import io.rdrop.learn.language.CountModel;
import io.rdrop.learn.language.Logistic;
import io.rdrop.learn.language.Nodes;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.TextNetwork;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.text.TermRow;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StateCopy;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A pool for language models: what byte of a text comes next, each predicted before it is learned. A text is its bytes
 * in UTF-8, and a line feed at its end; one goes on where the one before it ended. What is given for it is {@link
 * TextBits}.
 */
public final class LanguagePool implements ExamplePool {
    /** Bytes before a byte that counts alone know of at most. */
    public static final int MOST_ORDER = 5;

    private static final int VERSION = 1;
    private static final int BYTES = 256;
    private static final int BITS = 8;
    /** Slots for each context, logarithm base 2. */
    private static final int SLOT_BITS = 18;

    private static final double AUDIT_SHARE = 0.001;

    private final LanguagePoolSpec spec;
    private final List<PoolMember<TermRow>> networks = new ArrayList<>();
    private final ByteTerms terms = new ByteTerms();
    private final Nodes nodes = new Nodes();
    private final CountModel counts;
    private final List<LossWindow> ofOrders = new ArrayList<>();
    private final FixedShare audit;
    /** [networks][nodes] */
    private final float[][] said;
    /** What networks and counts gave the byte that came. */
    private final double[] given;

    private final int withRDrop;
    private final long networkBytes;
    private final TextBits bits = new TextBits();
    /** What counts alone gave the byte at hand, nats. */
    private final double[] ofByte = new double[MOST_ORDER + 1];

    public LanguagePool(LanguagePoolSpec spec, long seed) {
        this.spec = spec;
        for (TextNetworkSpec network : spec.networks()) {
            networks.add(new PoolMember<>(
                    network.name(),
                    new TextNetwork(network, BYTES, CounterRandom.bits(seed, networks.size(), 0)),
                    List.of(terms),
                    BYTES));
        }
        counts = new CountModel(SLOT_BITS, networks.size(), spec.counts());
        for (int order = 0; spec.counts() && order <= MOST_ORDER; order++) {
            ofOrders.add(new LossWindow(PoolMember.WINDOW));
        }
        said = new float[networks.size()][CountModel.NODES];
        given = new double[networks.size() + ofOrders.size()];
        audit = new FixedShare(given.length, AUDIT_SHARE);
        withRDrop = IntStream.range(0, networks.size())
                .filter(i -> spec.networks().get(i).alpha() > 0)
                .findFirst()
                .orElse(-1);
        networkBytes = networks.stream().mapToLong(PoolMember::bytes).sum();
    }

    @Override
    public int outputs() {
        return TextBits.OUTPUTS;
    }

    /** Texts that go on, each, where what was learned ended. */
    @Override
    public void predict(List<Example> examples, float[] into) {
        for (int i = 0; i < examples.size(); i++) {
            byte[] text = TextBits.bytes(examples.get(i));
            bits.begin();
            CountModel.Cursor cursor = counts.copyOfHere();
            for (byte each : text) {
                predict(cursor);
                read(cursor, each & 0xFF, false);
                counts.follow(cursor, each & 0xFF);
            }
            bits.write(text, into, i * TextBits.OUTPUTS);
        }
    }

    /** What follows a text that goes on where what was learned ended. Nothing is learned by it. */
    @Override
    public String continuation(String text, TextDraw draw) {
        CountModel.Cursor cursor = counts.copyOfHere();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            counts.follow(cursor, each & 0xFF);
        }
        while (!draw.isDone()) {
            predict(cursor);
            int drawn = draw.next(
                    node -> isAlone() ? Logistic.squash(said[0][node]) : counts.probability(cursor, node, said));
            counts.follow(cursor, drawn);
        }
        return draw.text();
    }

    @Override
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example example : examples) {
            learn(TextBits.bytes(example), each);
        }
    }

    /** Each byte is predicted, then learned, before the next one. */
    @Override
    public void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        byte[] text = TextBits.bytes(example);
        learn(text, each);
        bits.write(text, into, 0);
    }

    private void learn(byte[] text, Consumer<LossTerms> each) {
        bits.begin();
        for (byte symbol : text) {
            predict(counts.here());
            read(counts.here(), symbol & 0xFF, true);
            learned(symbol & 0xFF);
            if (withRDrop >= 0) {
                each.accept(networks.get(withRDrop).terms());
            }
        }
    }

    /** What the networks say of the byte that comes next. */
    private void predict(CountModel.Cursor cursor) {
        terms.set(cursor.contexts());
        for (int i = 0; i < networks.size(); i++) {
            networks.get(i).predict();
            nodes.of(networks.get(i).prediction(), said[i]);
        }
    }

    /** Reads a byte bit by bit; the probability of each is mixed, and learned if so wished, before the next. */
    private void read(CountModel.Cursor cursor, int symbol, boolean learns) {
        Arrays.fill(ofByte, 0);
        double nats = 0;
        int node = 1;
        for (int i = BITS - 1; i >= 0; i--) {
            int bit = (symbol >>> i) & 1;
            nats += nats(counts.probability(cursor, node, said), bit);
            for (int order = 0; order <= MOST_ORDER; order++) {
                ofByte[order] += nats(counts.ofOrder(order), bit);
            }
            if (learns) {
                counts.learn(bit);
            }
            node = (node << 1) | bit;
        }
        bits.add(isAlone() ? -Math.log(networks.get(0).prediction()[symbol]) : nats, ofByte);
    }

    /** Whether there is nothing to mix. */
    private boolean isAlone() {
        return networks.size() == 1 && !spec.counts();
    }

    private static double nats(float one, int bit) {
        return -Math.log(bit == 1 ? one : 1 - one);
    }

    /** All members but the counts, which have learned each bit, learn the byte. */
    private void learned(int symbol) {
        for (int i = 0; i < networks.size(); i++) {
            given[i] = networks.get(i).prediction()[symbol];
            networks.get(i).learn(symbol, Example.FULL_WEIGHT);
        }
        for (int order = 0; order < ofOrders.size(); order++) {
            given[networks.size() + order] = Math.exp(-ofByte[order]);
            ofOrders.get(order).addLoss(ofByte[order]);
        }
        audit.learn(given);
        counts.add(symbol);
    }

    /** A byte is predicted by what was learned of the bytes before it, bit by bit: no graph does that. */
    @Override
    public Optional<Value> predict(Formula formula) {
        return Optional.empty();
    }

    @Override
    public List<Outliers> outliers() {
        return List.of();
    }

    /** There is nothing to know of bytes. */
    @Override
    public FeatureStatistics features() {
        return FeatureStatistics.none(Map.of("bytes", "UTF-8, a line feed after each text"));
    }

    @Override
    public Optional<MemberSpec> rDrop() {
        return withRDrop < 0 ? Optional.empty() : Optional.of(spec.networks().get(withRDrop));
    }

    @Override
    public long parameters() {
        return networks.stream().mapToLong(PoolMember::parameters).sum();
    }

    @Override
    public long networkBytes() {
        return networkBytes;
    }

    @Override
    public long heldBytes() {
        return counts.bytes() + networks.stream().mapToLong(PoolMember::bytes).sum() - networkBytes;
    }

    @Override
    public int kept() {
        return 0;
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(
                features(),
                spec.networks(),
                members().stream().map(MemberScore::name).toList());
    }

    /** How the members did lately: networks first, then counts by the bytes before. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            PoolMember<TermRow> network = networks.get(i);
            scores.add(new MemberScore(network.name(), counts.weight(i), network.recentLoss(), network.restarts()));
        }
        for (int order = 0; order < ofOrders.size(); order++) {
            scores.add(new MemberScore(
                    "counts-" + order,
                    counts.weightOfContext(order),
                    ofOrders.get(order).mean(),
                    0));
        }
        return scores;
    }

    @Override
    public StepReport.Pool report() {
        List<TextNetworkSpec> specs = spec.networks();
        return PoolReport.of(
                members(), i -> i < specs.size() && specs.get(i).alpha() > 0, RDropWorth.of(specs, members()), audit);
    }

    @Override
    public void follow(ExamplePool before) throws IOException {
        LanguagePool other = (LanguagePool) before;
        int[] places = Succession.of(names(other.networks), other.spec.networks(), names(networks), spec.networks());
        for (int i = 0; i < places.length; i++) {
            if (places[i] != Heirs.NEW) {
                StateCopy.of(other.networks.get(places[i])::save, networks.get(i)::restore);
            }
        }
        counts.follow(other.counts, places);
        if (other.spec.counts() == spec.counts()) {
            StateCopy.of(other::saveOrders, this::restoreOrders);
            if (Succession.isNone(places, other.networks.size())) {
                StateCopy.of(other.audit::save, audit::restore);
            }
        }
    }

    private static List<String> names(List<PoolMember<TermRow>> members) {
        return members.stream().map(PoolMember::name).toList();
    }

    @Override
    public List<StatePart> state() {
        List<StatePart> parts = new ArrayList<>();
        for (PoolMember<TermRow> network : networks) {
            parts.add(new StatePart(
                    "pool-member-" + network.name(), VERSION, network::save, (in, version) -> network.restore(in)));
        }
        parts.add(new StatePart("pool-counts", VERSION, counts::save, (in, version) -> counts.restore(in)));
        parts.add(new StatePart("pool-orders", VERSION, this::saveOrders, (in, version) -> restoreOrders(in)));
        parts.add(new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
        return parts;
    }

    private void saveOrders(DataOutput out) throws IOException {
        for (LossWindow order : ofOrders) {
            order.save(out);
        }
    }

    private void restoreOrders(DataInput in) throws IOException {
        for (LossWindow order : ofOrders) {
            order.restore(in);
        }
    }
}

package io.rdrop.learn.pool;

import io.rdrop.config.ModelConfig;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.engine.SequenceModel.LanguageModel;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.UpdateResult;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.language.CountModel;
import io.rdrop.learn.language.Logistic;
import io.rdrop.learn.language.Nodes;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
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
import java.util.function.Supplier;

/**
 * A network of libtorch that predicts the next byte of a text, and counts: mixed with them bit by bit, as {@link
 * LanguagePool} does it, or alone, with counts as its referees only. A text is its bytes in UTF-8, and a line feed at
 * its end; one goes on where the one before it ended. What is given for it is {@link TextBits}.
 *
 * <p>The network learns windows of the text ({@link TextWindows}): the same bytes make the same updates, whatever
 * records and micro-batches they come in. Each byte is predicted from half a window to a whole one, or all there is,
 * before it is learned. The network is watched over, and taken back if it diverges.
 */
public final class LanguageNetworkPool implements ExamplePool {
    private static final int VERSION = 1;
    private static final int PASSES = 2;
    private static final int BITS = 8;
    /** Slots for each context, logarithm base 2. */
    private static final int SLOT_BITS = 18;
    /** Windows that are predicted at once. */
    private static final int AT_ONCE = 16;

    private static final double AUDIT_SHARE = 0.001;

    private final TransformerSpec spec;
    private final boolean isMixed;
    private final GuardedLanguageModel guard;
    private final TextWindows windows;
    private final CountModel counts;
    private final LossWindow losses = new LossWindow(PoolMember.WINDOW);
    private final List<LossWindow> ofOrders = new ArrayList<>();
    private final FixedShare audit;
    /** What network and orders gave the byte that came. */
    private final double[] given;

    private final Nodes nodes = new Nodes();
    private final TextBits bits = new TextBits();
    /** What counts alone gave the byte at hand, nats. */
    private final double[] ofByte = new double[LanguagePool.MOST_ORDER + 1];
    /** What the network says of the byte at hand, and of its bits by node; not mixed, nothing is said to the counts. */
    private final float[] next = new float[WindowBatch.BYTES];

    private final float[][] said;
    private final float[] ofNodes = new float[CountModel.NODES];
    // what the network says of some bytes, and where each of them is in it
    private float[] probabilities = {};
    private int[] rows = {};

    /**
     * A pool that has learned nothing.
     *
     * @param isMixed whether the counts have a say
     * @param model whether the network is guarded
     * @param networks makes networks of the settings of the specification, all with the same weights
     */
    public LanguageNetworkPool(
            TransformerSpec spec, boolean isMixed, ModelConfig model, Supplier<LanguageModel> networks, long seed) {
        this.spec = spec;
        this.isMixed = isMixed;
        guard = new GuardedLanguageModel(spec, networks, model.guard(), model.gradientClip() == null);
        windows = new TextWindows(spec.settings().maxLength(), spec.kept(), seed);
        said = isMixed ? new float[][] {ofNodes} : new float[0][];
        counts = new CountModel(SLOT_BITS, said.length, isMixed);
        for (int order = 0; isMixed && order <= LanguagePool.MOST_ORDER; order++) {
            ofOrders.add(new LossWindow(PoolMember.WINDOW));
        }
        given = new double[1 + ofOrders.size()];
        audit = new FixedShare(given.length, AUDIT_SHARE);
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
            read(windows.last(), counts.copyOfHere(), text);
            bits.write(text, into, i * TextBits.OUTPUTS);
        }
    }

    /** Texts that go on where the one before them ended. */
    @Override
    public void score(List<Example> examples, float[] into) {
        byte[] before = windows.last();
        CountModel.Cursor cursor = counts.copyOfHere();
        for (int i = 0; i < examples.size(); i++) {
            byte[] text = TextBits.bytes(examples.get(i));
            before = read(before, cursor, text);
            bits.write(text, into, i * TextBits.OUTPUTS);
        }
    }

    /**
     * Reads a text without learning it.
     *
     * @param before at least a byte
     * @return what stands before what comes after it
     */
    private byte[] read(byte[] before, CountModel.Cursor cursor, byte[] text) {
        byte[] all = joined(before, text, 0, text.length);
        bits.begin();
        int most = AT_ONCE * windows.step();
        for (int from = before.length; from < all.length; from += most) {
            int to = Math.min(all.length, from + most);
            predict(all, from, to);
            for (int i = from; i < to; i++) {
                of(i - from);
                read(cursor, all[i] & 0xFF, false);
                counts.follow(cursor, all[i] & 0xFF);
            }
        }
        return Arrays.copyOfRange(all, Math.max(0, all.length - spec.settings().maxLength()), all.length);
    }

    /** What follows a text that goes on where what was learned ended. Nothing is learned by it. */
    @Override
    public String continuation(String text, TextDraw draw) {
        CountModel.Cursor cursor = counts.copyOfHere();
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        byte[] before = joined(windows.last(), more, 0, more.length);
        for (byte each : more) {
            counts.follow(cursor, each & 0xFF);
        }
        while (!draw.isDone()) {
            byte[] one = joined(before, new byte[1], 0, 1);
            predict(one, before.length, one.length);
            of(0);
            int drawn = draw.next(
                    node -> isMixed ? counts.probability(cursor, node, said) : Logistic.squash(ofNodes[node]));
            counts.follow(cursor, drawn);
            one[before.length] = (byte) drawn;
            before = Arrays.copyOfRange(
                    one, Math.max(0, one.length - spec.settings().maxLength()), one.length);
        }
        return draw.text();
    }

    @Override
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example example : examples) {
            learn(TextBits.bytes(example), each);
        }
    }

    /** Each byte is predicted before it is learned. */
    @Override
    public void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        byte[] text = TextBits.bytes(example);
        learn(text, each);
        bits.write(text, into, 0);
    }

    /** Between two updates all bytes can be predicted at once. */
    private void learn(byte[] text, Consumer<LossTerms> each) {
        bits.begin();
        int from = 0;
        while (from < text.length) {
            int to = Math.min(text.length, from + windows.untilDue());
            byte[] before = windows.last();
            byte[] all = joined(before, text, from, to);
            predict(all, before.length, all.length);
            boolean isDue = false;
            for (int i = 0; i < to - from; i++) {
                int symbol = text[from + i] & 0xFF;
                of(i);
                read(counts.here(), symbol, true);
                isDue = windows.add(symbol, learned(symbol));
            }
            if (isDue) {
                update(each);
            }
            from = to;
        }
    }

    private static byte[] joined(byte[] before, byte[] text, int from, int to) {
        byte[] all = Arrays.copyOf(before, before.length + to - from);
        System.arraycopy(text, from, all, before.length, to - from);
        return all;
    }

    /** Has the network predict some bytes of a text, each from those before it. */
    private void predict(byte[] text, int from, int to) {
        int step = windows.step();
        int pieces = (to - from + step - 1) / step;
        int[] lengths = new int[pieces];
        int[] starts = new int[pieces];
        int total = 0;
        for (int piece = 0; piece < pieces; piece++) {
            int end = Math.min(to, from + (piece + 1) * step);
            starts[piece] = Math.max(0, from + (piece - 1) * step - 1);
            lengths[piece] = end - 1 - starts[piece];
            total += lengths[piece];
        }
        rows = rows.length < to - from ? new int[to - from] : rows;
        int[] tokens = new int[total];
        int at = 0;
        for (int piece = 0; piece < pieces; piece++) {
            for (int i = 0; i < lengths[piece]; i++) {
                int predicted = starts[piece] + i + 1;
                if (predicted >= from + piece * step) {
                    rows[predicted - from] = at;
                }
                tokens[at++] = text[starts[piece] + i] & 0xFF;
            }
        }
        if (probabilities.length < total * WindowBatch.BYTES) {
            probabilities = new float[total * WindowBatch.BYTES];
        }
        guard.network().predict(new Sequences(lengths, tokens), probabilities);
    }

    /** Takes from that what is said of one of those bytes. */
    private void of(int predicted) {
        int from = rows[predicted] * WindowBatch.BYTES;
        for (int symbol = 0; symbol < WindowBatch.BYTES; symbol++) {
            next[symbol] = WindowBatch.sound(probabilities[from + symbol]);
        }
        nodes.of(next, ofNodes);
    }

    /** Reads a byte bit by bit; the probability of each is mixed, and learned if so wished, before the next. */
    private void read(CountModel.Cursor cursor, int symbol, boolean learns) {
        Arrays.fill(ofByte, 0);
        double nats = 0;
        int node = 1;
        for (int i = BITS - 1; i >= 0; i--) {
            int bit = (symbol >>> i) & 1;
            nats += nats(counts.probability(cursor, node, said), bit);
            for (int order = 0; order < ofByte.length; order++) {
                ofByte[order] += nats(counts.ofOrder(order), bit);
            }
            if (learns) {
                counts.learn(bit);
            }
            node = (node << 1) | bit;
        }
        bits.add(isMixed ? nats : -Math.log(next[symbol]), ofByte);
    }

    private static double nats(float one, int bit) {
        return -Math.log(bit == 1 ? one : 1 - one);
    }

    /** The counts have learned each bit; returns what the byte took by the network, nats. */
    private double learned(int symbol) {
        double nats = -Math.log(next[symbol]);
        losses.addLoss(nats);
        given[0] = next[symbol];
        for (int order = 0; order < ofOrders.size(); order++) {
            given[1 + order] = Math.exp(-ofByte[order]);
            ofOrders.get(order).addLoss(ofByte[order]);
        }
        audit.learn(given);
        counts.add(symbol);
        return nats;
    }

    private void update(Consumer<LossTerms> each) {
        WindowBatch batch = windows.take(spec.replays(), guard.network().step());
        guard.judge(batch, batch.nats());
        UpdateResult result = guard.update(batch);
        if (result.applied()) {
            each.accept(new LossTerms(PASSES * result.crossEntropy(), result.klDivergence(), result.loss()));
        }
    }

    /** A byte is predicted by what was learned of the bytes before it, of which any number may come: no graph yet. */
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
        return Optional.of(spec.withRate(spec.rate() * guard.rateFactor()));
    }

    @Override
    public long parameters() {
        return guard.network().parameters();
    }

    @Override
    public long networkBytes() {
        return GuardedSequences.BYTES_PER_PARAMETER * parameters();
    }

    @Override
    public long heldBytes() {
        return counts.bytes() + windows.bytes();
    }

    @Override
    public int kept() {
        return windows.kept();
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(
                features(),
                List.of(spec),
                members().stream().map(MemberScore::name).toList());
    }

    /** How the members did lately: the network first, then counts by the bytes before, if they have a say. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        scores.add(new MemberScore(spec.name(), isMixed ? counts.weight(0) : 1, losses.mean(), guard.divergences()));
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
        return PoolReport.of(members(), i -> i == 0 && spec.alpha() > 0, List.of(), audit);
    }

    @Override
    public List<StatePart> state() {
        return List.of(
                new StatePart(
                        "pool-member-" + spec.name(),
                        VERSION,
                        out -> {
                            losses.save(out);
                            guard.network().save(out);
                        },
                        (in, version) -> {
                            losses.restore(in);
                            guard.network().restore(in);
                        }),
                new StatePart("pool-text", VERSION, windows::save, (in, version) -> windows.restore(in)),
                new StatePart("pool-counts", VERSION, counts::save, (in, version) -> counts.restore(in)),
                new StatePart("pool-orders", VERSION, this::saveOrders, (in, version) -> restoreOrders(in)),
                new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
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

    @Override
    public List<StatePart> course() {
        return List.of(guard.state());
    }

    @Override
    public long divergences() {
        return guard.divergences();
    }

    @Override
    public void close() {
        guard.close();
    }
}

package io.rdrop.learn.language;

import io.rdrop.learn.mix.Heirs;
import io.rdrop.state.StateCopy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The probability of each bit of the byte that comes next, highest bit first: what followed in earlier contexts,
 * counted, and what others say, mixed in the logarithm by sets of weights that the byte so far, the bytes before it,
 * and the longest context that is known choose; those mixtures are mixed again, and refined by what such probabilities
 * turned out to be worth (context mixing; M. Mahoney, "Data compression explained").
 *
 * <p>A <i>node</i> is a byte's bits so far behind a leading 1: 1 to 255. Not thread-safe.
 */
public final class CountModel {
    /** Nodes of a byte, and one more, so that a node is its index. */
    public static final int NODES = 256;

    private static final int PER_CONTEXT = 3;
    private static final int PER_OTHER = 1;
    private static final int OF_MATCH = 2;
    private static final float BIAS = 0.4f;
    private static final float FIRST_WEIGHT = 0.15f;
    private static final int MIXERS = 4;
    private static final int LEVELS = 8;
    private static final float RATE = 0.02f;
    private static final float LEAST_RATE = 0.002f;
    private static final float RATE_HALF_LIFE = 2000;
    private static final float FINAL_RATE = 0.3f;
    private static final float LEAST_FINAL_RATE = 0.0005f;
    private static final float LEAST_PROBABILITY = 1f / 8192;

    private final int inputs;
    private final int others;
    private final boolean hasCounts;
    private final ContextSlots[] slots = new ContextSlots[ByteContexts.CONTEXTS];
    private final AdaptiveProbability[] meanings = new AdaptiveProbability[ByteContexts.CONTEXTS];
    private final Match match = new Match();
    private final BitMixer[] mixers = new BitMixer[MIXERS];
    private final BitMixer last = new BitMixer(MIXERS, NODES, 1f / MIXERS);
    private final Refinement[] refinements = {new Refinement(1 << 16), new Refinement(1 << 16)};
    private final Cursor here = new Cursor();
    private long learned;

    // of the node at hand
    private final int[] hashes = new int[ByteContexts.CONTEXTS];
    private final int[] found = new int[ByteContexts.CONTEXTS];
    private final float[] ofOrders = new float[ByteContexts.ORDERS];
    private final float[] logOdds;
    private final float[] mixed = new float[MIXERS];
    private int expectedBit;
    private int lengthClass;

    /** Where in a text one is. */
    public static final class Cursor {
        private final ByteContexts contexts = new ByteContexts();
        private final Match.Cursor match = new Match.Cursor();

        /** What stood before. */
        public ByteContexts contexts() {
            return contexts;
        }
    }

    /**
     * @param slotBits logarithm of the slots for each of ten contexts, base 2: 8 to 24; a slot takes 4 bytes
     * @param others how many others have a say
     * @param hasCounts whether counts have a say, too
     */
    public CountModel(int slotBits, int others, boolean hasCounts) {
        this.others = others;
        this.hasCounts = hasCounts;
        inputs = ByteContexts.CONTEXTS * PER_CONTEXT + others * PER_OTHER + OF_MATCH + 1;
        logOdds = new float[inputs];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new ContextSlots(slotBits);
            meanings[i] = new AdaptiveProbability();
        }
        int[] sets = {NODES, NODES, Match.LENGTHS * LEVELS, NODES};
        for (int i = 0; i < MIXERS; i++) {
            mixers[i] = new BitMixer(inputs, sets[i], FIRST_WEIGHT);
        }
    }

    /** Where the text that it learned ends. It moves as the model learns. */
    public Cursor here() {
        return here;
    }

    /** A place to read from on without learning: where the text that it learned ends. */
    public Cursor copyOfHere() {
        Cursor copy = new Cursor();
        copy.contexts.set(here.contexts);
        copy.match.set(here.match);
        return copy;
    }

    /** Moves on by a byte without learning it. */
    public void follow(Cursor cursor, int symbol) {
        match.follow(cursor.match, symbol);
        cursor.contexts.add(symbol);
    }

    /**
     * The probability that the next bit is a one.
     *
     * @param node the byte's bits so far, behind a leading 1
     * @param saidByOthers [others][{@value #NODES}] what each says by node, log-odds of a one
     */
    public float probability(Cursor cursor, int node, float[][] saidByOthers) {
        int longest = 0;
        int k = 0;
        for (int i = 0; i < slots.length; i++) {
            hashes[i] = ByteContexts.spread(cursor.contexts.hash(i) + node * 0x2545F491);
            int at = slots[i].find(hashes[i]);
            found[i] = at;
            if (i < ByteContexts.ORDERS) {
                ofOrders[i] = at >= 0 ? slots[i].probability(at) : (i > 0 ? ofOrders[i - 1] : 0.5f);
            }
            if (at < 0 || !hasCounts) {
                logOdds[k] = 0;
                logOdds[k + 1] = 0;
                logOdds[k + 2] = 0;
            } else {
                int history = slots[i].history(at);
                float direct = slots[i].probability(at);
                float learnt = meanings[i].get(history);
                logOdds[k] = Logistic.stretch(direct);
                logOdds[k + 1] = Logistic.stretch(learnt);
                logOdds[k + 2] = BitHistory.isSure(history) ? (learnt - 0.5f) * 4 : (direct - 0.5f) * 2;
                longest = i < ByteContexts.ORDERS ? i : longest;
            }
            k += PER_CONTEXT;
        }
        for (int i = 0; i < others; i++) {
            logOdds[k++] = saidByOthers[i][node];
        }
        k = match(cursor, node, k);
        logOdds[k] = BIAS;
        ByteContexts before = cursor.contexts;
        int[] sets = {node, before.before(1), lengthClass * LEVELS + longest, before.before(2)};
        for (int i = 0; i < MIXERS; i++) {
            mixed[i] = mixers[i].mix(logOdds, sets[i]);
        }
        float all = last.mix(mixed, node);
        float refined = refinements[0].refine(all, node | (before.before(1) << 8))
                + refinements[1].refine(all, ByteContexts.spread(before.lastBytes(2) + node) >>> 16);
        float p = 0.5f * last.probability() + 0.25f * refined;
        return Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, p));
    }

    private int match(Cursor cursor, int node, int from) {
        int expected = match.expected(cursor.match);
        int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(node);
        boolean isMatch = hasCounts && expected >= 0 && ((expected | NODES) >>> (8 - bits)) == node;
        lengthClass = isMatch ? Match.lengthClass(cursor.match) : 0;
        expectedBit = isMatch ? (expected >>> (7 - bits)) & 1 : -1;
        float held = isMatch ? match.held(lengthClass) : 0.5f;
        float sign = expectedBit == 0 ? -1 : 1;
        logOdds[from] = sign * Logistic.stretch(held);
        logOdds[from + 1] = sign * (held - 0.5f) * 2;
        return from + OF_MATCH;
    }

    /**
     * What the last n bytes alone said of the bit at hand: the frequency of a one, or that of the next shorter context
     * where n bytes were never seen.
     */
    public float ofOrder(int n) {
        return ofOrders[n];
    }

    /** Learns the bit whose probability was asked for last, at the end of the text. */
    public void learn(int bit) {
        float rate = Math.max(LEAST_RATE, RATE / (1 + learned / RATE_HALF_LIFE));
        last.learn(mixed, bit, Math.max(LEAST_FINAL_RATE, rate * FINAL_RATE));
        for (BitMixer mixer : mixers) {
            mixer.learn(logOdds, bit, rate);
        }
        for (Refinement refinement : refinements) {
            refinement.learn(bit);
        }
        for (int i = 0; i < slots.length; i++) {
            if (found[i] >= 0) {
                meanings[i].learn(slots[i].history(found[i]), bit);
            }
            slots[i].learn(found[i], hashes[i], bit);
        }
        if (lengthClass > 0) {
            match.learn(lengthClass, expectedBit == bit);
        }
    }

    /** All bits of a byte were learned. */
    public void add(int symbol) {
        follow(here, symbol);
        match.add(here.match, symbol, here.contexts.hash(5));
        learned++;
    }

    /** The weight of one of the others at the node at hand. */
    public float weight(int other) {
        return mixers[0].weight(ByteContexts.CONTEXTS * PER_CONTEXT + other * PER_OTHER);
    }

    /** The weights of what followed a context of n bytes, at the node at hand. */
    public float weightOfContext(int n) {
        return mixers[0].weight(n * PER_CONTEXT) + mixers[0].weight(n * PER_CONTEXT + 1);
    }

    /** About the bytes of its state. */
    public long bytes() {
        long sum = match.bytes() + last.bytes();
        for (ContextSlots each : slots) {
            sum += each.bytes();
        }
        for (BitMixer each : mixers) {
            sum += each.bytes();
        }
        for (Refinement each : refinements) {
            sum += each.bytes();
        }
        return sum;
    }

    /**
     * Goes on from a model to which others had a say.
     *
     * @param places of each of the others, where it was among those; {@link Heirs#NEW} for one that is new
     */
    public void follow(CountModel before, int[] places) throws IOException {
        StateCopy.of(before::saveCounts, this::restoreCounts);
        int[] ofInputs = new int[inputs];
        int counts = ByteContexts.CONTEXTS * PER_CONTEXT;
        for (int i = 0; i < inputs; i++) {
            int other = i - counts;
            ofInputs[i] = other < 0 ? i : i - inputs + before.inputs; // those behind the others keep their order
            if (other >= 0 && other < others) {
                ofInputs[i] = places[other] == Heirs.NEW ? Heirs.NEW : counts + places[other];
            }
        }
        for (int i = 0; i < MIXERS; i++) {
            mixers[i].follow(before.mixers[i], ofInputs);
        }
        StateCopy.of(before::saveEnd, this::restoreEnd);
    }

    /** Writes everything. */
    public void save(DataOutput out) throws IOException {
        saveCounts(out);
        for (BitMixer each : mixers) {
            each.save(out);
        }
        saveEnd(out);
    }

    private void saveCounts(DataOutput out) throws IOException {
        out.writeLong(learned);
        here.contexts.save(out);
        here.match.save(out);
        match.save(out);
        for (int i = 0; i < slots.length; i++) {
            slots[i].save(out);
            meanings[i].save(out);
        }
    }

    private void saveEnd(DataOutput out) throws IOException {
        last.save(out);
        for (Refinement each : refinements) {
            each.save(out);
        }
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        restoreCounts(in);
        for (BitMixer each : mixers) {
            each.restore(in);
        }
        restoreEnd(in);
    }

    private void restoreCounts(DataInput in) throws IOException {
        learned = in.readLong();
        here.contexts.restore(in);
        here.match.restore(in);
        match.restore(in);
        for (int i = 0; i < slots.length; i++) {
            slots[i].restore(in);
            meanings[i].restore(in);
        }
    }

    private void restoreEnd(DataInput in) throws IOException {
        last.restore(in);
        for (Refinement each : refinements) {
            each.restore(in);
        }
    }
}

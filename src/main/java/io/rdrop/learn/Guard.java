package io.rdrop.learn;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.UpdateResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A network whose updates are watched over. Gradients far longer than usual are shortened ({@link GradientScale}). If
 * it diverges ({@link Divergence}, or an update on sound numbers is not finite), it is taken back to its last good
 * state and goes on with a tenth of the learning rate.
 *
 * <p>Good states are kept as bytes, one at a time, and not of networks that are too large; those, and those that were
 * never good, are taken back to the weights that they began with. The rate is multiplied by ten again after {@value
 * #PATIENCE} good periods, twice as many for each divergence. Owns the network.
 *
 * @param <N> a network
 * @param <B> what it learns from in one update
 */
public abstract class Guard<N, B> implements AutoCloseable {
    /** Updates between two good states, at least. */
    protected static final long PERIOD = 1000;

    private static final int PATIENCE = 100;
    private static final int MOST_DOUBLINGS = 20;
    private static final double LEAST_RATE = 1e-5;
    private static final int HEADER_BYTES = 1 << 10;

    private final Settings settings;
    private final Divergence divergence;
    private GradientScale gradients = new GradientScale();
    private N network;
    private @Nullable N reserve;
    private byte @Nullable [] good;
    /** How often the learning rate is divided by ten. */
    private int cuts;

    private long divergences;
    private long goodPeriods;
    private double latestRate = Double.NaN;

    /**
     * What is watched.
     *
     * @param guards whether anything is
     * @param shortens whether gradients far longer than usual are shortened
     * @param drops whether passes hardly ever drop the same units
     * @param classes of targets; 0 for numbers
     * @param rate the configured learning rate
     * @param mostBytes of a state that is kept
     */
    protected record Settings(
            boolean guards, boolean shortens, boolean drops, int classes, double rate, long mostBytes) {
        /** Nothing is shortened where nothing is guarded. */
        public Settings {
            shortens = guards && shortens;
        }
    }

    /** A network and its last good scale of gradients. */
    private record Candidate<N>(N network, GradientScale gradients) {}

    /** @param network the first; others are made by {@link #create} */
    protected Guard(Settings settings, N network) {
        this.settings = settings;
        this.divergence = new Divergence(settings.classes());
        this.network = network;
    }

    /** Another network with the weights that the first one began with. */
    protected abstract N create();

    /** One update. */
    protected abstract UpdateResult update(N of, B batch, GradientLimit limit);

    /** Whether no finite network can make an infinite number of it. */
    protected abstract boolean isSound(B batch);

    /** Targets in it. */
    protected abstract int rows(B batch);

    /** Predicts, and holds it against the referee. */
    protected abstract Divergence.Excess excess(N of, B batch, Divergence by);

    /** Gives the referee the targets. */
    protected abstract void observe(B batch, Divergence by);

    /** Multiplies the configured learning rate. */
    protected abstract void scaleLearningRate(N of, double factor);

    /** Counts updates on from those of another one. */
    protected abstract void countFrom(N next, N before);

    /** Bytes of a state. */
    protected abstract long stateBytes(N of);

    /** Updates between two good states, at least {@link #PERIOD}. */
    protected abstract long period(N of);

    /** Writes a state. */
    protected abstract void save(N of, DataOutput out) throws IOException;

    /** Restores a state. */
    protected abstract void restore(N of, DataInput in) throws IOException;

    /** Frees a network. */
    protected abstract void close(N of);

    /** The network as it is now; another one after any {@link #judge} and {@link #update}. */
    public N network() {
        return network;
    }

    /** How often it has been taken back. */
    public long divergences() {
        return divergences;
    }

    /** What the configured learning rate is multiplied by at the moment. */
    public double rateFactor() {
        return factor(cuts);
    }

    /** Whether anything is watched. */
    protected boolean guards() {
        return settings.guards();
    }

    /** What predictions are held against the referee by. */
    protected Divergence divergence() {
        return divergence;
    }

    /** Takes the network back if it has diverged, by what it predicted for a batch before it was learned. */
    protected void judge(B batch, Divergence.Excess excess) {
        double over = excess.overReferee();
        if (Double.isNaN(over) || (over > 0 && !isSound(batch))) {
            return;
        }
        if (divergence.isSuspected()) {
            switch (divergence.compare(rows(batch), over, ofReserve(batch))) {
                case DIVERGED -> takeBack();
                case CLEARED -> closeReserve();
                case OPEN -> {}
            }
        } else {
            divergence.add(excess);
            switch (divergence.period(period(network))) {
                case GOOD -> {
                    keep();
                    comeBack();
                }
                case HOPELESS -> {
                    if (lower() > cuts) { // a rate as small as can be is not at fault
                        takeBack();
                    }
                }
                case OPEN, POOR -> {}
            }
        }
        observe(batch, divergence);
    }

    private void takeBack() {
        int lower = lower();
        adopt(lastGood(lower), lower);
    }

    private double ofReserve(B batch) {
        N known = reserve;
        if (known == null) {
            known = lastGood(cuts).network();
            reserve = known;
        }
        return excess(known, batch, divergence).overReferee();
    }

    /** One update; its records are at fault if it is not applied. */
    public UpdateResult update(B batch) {
        UpdateResult result = update(network, batch, limit(gradients));
        latestRate = result.learningRate();
        if (settings.drops() && result.applied()) {
            divergence.add(result);
        }
        return result.applied() || !settings.guards() || !isSound(batch) ? result : again(batch, result);
    }

    private GradientLimit limit(GradientScale scale) {
        return settings.shortens() ? scale : GradientLimit.NONE;
    }

    /** The network is at fault: if its last good state can take the update, it has diverged. */
    private UpdateResult again(B batch, UpdateResult failed) {
        int lower = lower();
        Candidate<N> candidate = lastGood(lower);
        UpdateResult result = update(candidate.network(), batch, limit(candidate.gradients()));
        if (!result.applied()) {
            close(candidate.network());
            return failed;
        }
        adopt(candidate, lower);
        latestRate = result.learningRate();
        return result;
    }

    private int lower() {
        return latestRate / 10 >= LEAST_RATE * (1 - 1e-9) ? cuts + 1 : cuts;
    }

    private static double factor(int cuts) {
        double divisor = 1;
        for (int i = 0; i < cuts; i++) {
            divisor *= 10;
        }
        return 1 / divisor;
    }

    private void keep() {
        if (stateBytes(network) > settings.mostBytes()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) stateBytes(network) + HEADER_BYTES);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            gradients.save(out);
            save(network, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        good = bytes.toByteArray();
    }

    private Candidate<N> lastGood(int rateCuts) {
        N model = create();
        GradientScale scale = new GradientScale();
        scaleLearningRate(model, factor(rateCuts));
        if (good != null) {
            try {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(good));
                scale.restore(in);
                restore(model, in);
            } catch (IOException e) {
                close(model);
                throw new UncheckedIOException(e);
            }
        }
        countFrom(model, network);
        return new Candidate<>(model, scale);
    }

    private void adopt(Candidate<N> candidate, int rateCuts) {
        closeReserve();
        close(network);
        network = candidate.network();
        gradients = candidate.gradients();
        cuts = rateCuts;
        divergences++;
        goodPeriods = 0;
        divergence.reset();
    }

    private void comeBack() {
        goodPeriods++;
        if (cuts > 0 && goodPeriods >= (long) PATIENCE << Math.min(divergences, MOST_DOUBLINGS)) {
            cuts--;
            goodPeriods = 0;
            scaleLearningRate(network, factor(cuts));
        }
    }

    private void closeReserve() {
        N known = reserve;
        if (known != null) {
            close(known);
            reserve = null;
        }
    }

    /** Keeps the network as it is for a good one: of a state from before it was guarded. */
    protected void takeForGood() {
        if (settings.guards()) {
            keep();
        }
    }

    /** Writes what is known of the network's course. */
    protected void saveCourse(DataOutput out) throws IOException {
        out.writeLong(divergences);
        out.writeBoolean(settings.guards());
        if (!settings.guards()) {
            return;
        }
        out.writeDouble(settings.rate());
        out.writeInt(cuts);
        out.writeLong(goodPeriods);
        out.writeDouble(latestRate);
        gradients.save(out);
        divergence.save(out);
        out.writeInt(good == null ? 0 : good.length);
        if (good != null) {
            out.write(good);
        }
    }

    /**
     * Restores what {@link #saveCourse} wrote.
     *
     * @return whether the network was guarded, and still is
     */
    protected boolean restoreCourse(DataInput in) throws IOException {
        divergences = in.readLong();
        if (!in.readBoolean()) {
            return false;
        }
        boolean isSameRate = in.readDouble() == settings.rate();
        cuts = in.readInt();
        goodPeriods = in.readLong();
        latestRate = in.readDouble();
        gradients.restore(in);
        divergence.restore(in);
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        good = settings.guards() && bytes.length > 0 ? bytes : null;
        if (!settings.guards() || !isSameRate) {
            cuts = 0;
        }
        scaleLearningRate(network, factor(cuts));
        return settings.guards();
    }

    @Override
    public void close() {
        closeReserve();
        close(network);
    }
}

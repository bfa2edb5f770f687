package io.rdrop.learn;

import io.rdrop.config.ModelConfig;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.state.StatePart;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network whose updates are watched over. Gradients far longer than usual are shortened ({@link GradientScale}). If
 * it diverges ({@link Divergence}, or an update on sound numbers is not finite), it is taken back to its last good
 * state and goes on with a tenth of the learning rate.
 *
 * <p>Good states are kept as bytes, one at a time, and only of networks of at most {@value #MOST_BYTES} bytes; larger
 * ones, and those that were never good, are taken back to the weights that they began with. The rate is multiplied by
 * ten again after {@value #PATIENCE} good periods, twice as many for each divergence. Owns the network.
 */
public final class GuardedModel implements AutoCloseable {
    private static final long MOST_BYTES = 16 << 20;
    /** Updates between two good states, at least; more where a copy costs more. */
    private static final long PERIOD = 1000;
    /** An update of a large network moves more than so many bytes. */
    private static final long BYTES_PER_UPDATE = 2048;

    private static final int PATIENCE = 100;
    private static final int MOST_DOUBLINGS = 20;
    private static final double LEAST_RATE = 1e-5;
    /** No finite network makes an infinite number of inputs and targets up to here. */
    private static final double SOUND = 1e9;

    private static final int HEADER_BYTES = 1 << 10;

    private final Supplier<TrainableModel> networks;
    private final boolean guards;
    private final boolean shortens;
    private final boolean drops;
    private final double configuredRate;
    private final Divergence divergence;
    private GradientScale gradients = new GradientScale();
    private TrainableModel network;
    private @Nullable TrainableModel reserve;
    private byte @Nullable [] good;
    private float[] reserveOutputs = {};
    /** How often the learning rate is divided by ten. */
    private int cuts;

    private long divergences;
    private long goodPeriods;
    private double latestRate = Double.NaN;

    /** A network and its last good scale of gradients. */
    private record Candidate(TrainableModel network, GradientScale gradients) {}

    /**
     * A new network.
     *
     * @param spec of the network
     * @param networks makes it, and others like it
     */
    public GuardedModel(ModelSpec spec, Supplier<TrainableModel> networks) {
        this(
                networks,
                spec.model().guard(),
                spec.model().gradientClip() == null,
                drops(spec.model()),
                spec.shapes().isClassifier() ? spec.shapes().outputs() : 0,
                spec.model().updater().stepSize());
    }

    GuardedModel(
            Supplier<TrainableModel> networks,
            boolean guards,
            boolean shortens,
            boolean drops,
            int classes,
            double configuredRate) {
        this.networks = networks;
        this.guards = guards;
        this.shortens = guards && shortens;
        this.drops = drops;
        this.configuredRate = configuredRate;
        this.divergence = new Divergence(classes);
        this.network = networks.get();
    }

    /** Whether passes hardly ever drop the same units; of a network from a file nobody knows. */
    private static boolean drops(ModelConfig model) {
        int units = model.hidden().stream().mapToInt(Integer::intValue).sum();
        return model.file() == null && model.dropout() * units >= 1;
    }

    /** The network as it is now; another one after any {@link #judge} and {@link #update}. */
    public TrainableModel network() {
        return network;
    }

    /** How often it has been taken back. */
    long divergences() {
        return divergences;
    }

    /**
     * Looks at what the network predicted, and takes it back if it has diverged.
     *
     * @param outputs as the network gave them
     */
    void judge(TensorBatch batch, float[] outputs) {
        if (!guards) {
            return;
        }
        Divergence.Excess excess = divergence.excess(batch, outputs);
        double over = excess.overReferee();
        if (Double.isNaN(over) || (over > 0 && !isSound(batch))) {
            return;
        }
        if (divergence.isSuspected()) {
            switch (divergence.compare(batch.rows(), over, ofReserve(batch))) {
                case DIVERGED -> takeBack();
                case CLEARED -> closeReserve();
                case OPEN -> {}
            }
        } else {
            divergence.add(excess);
            switch (divergence.period(Math.max(PERIOD, network.stateBytes() / BYTES_PER_UPDATE))) {
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
        divergence.observe(batch);
    }

    private void takeBack() {
        int lower = lower();
        adopt(lastGood(lower), lower);
    }

    private double ofReserve(TensorBatch batch) {
        if (reserve == null) {
            reserve = lastGood(cuts).network();
        }
        int length = batch.rows() * network.outputs();
        if (reserveOutputs.length < length) {
            reserveOutputs = new float[length];
        }
        reserve.predict(batch, reserveOutputs);
        return divergence.excess(batch, reserveOutputs).overReferee();
    }

    /** One update; its records are at fault if it is not applied. */
    UpdateResult update(TensorBatch batch) {
        UpdateResult result = network.update(batch, limit(gradients));
        latestRate = result.learningRate();
        if (drops && result.applied()) {
            divergence.add(result);
        }
        return result.applied() || !guards || !isSound(batch) ? result : again(batch, result);
    }

    private GradientLimit limit(GradientScale scale) {
        return shortens ? scale : GradientLimit.NONE;
    }

    /** The network is at fault: if its last good state can take the update, it has diverged. */
    private UpdateResult again(TensorBatch batch, UpdateResult failed) {
        int lower = lower();
        Candidate candidate = lastGood(lower);
        UpdateResult result = candidate.network().update(batch, limit(candidate.gradients()));
        if (!result.applied()) {
            candidate.network().close();
            return failed;
        }
        adopt(candidate, lower);
        latestRate = result.learningRate();
        return result;
    }

    private static boolean isSound(TensorBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            if (Math.abs(batch.targets()[row]) > SOUND) {
                return false;
            }
        }
        SparseRows sparse = batch.sparse();
        int values = sparse == null ? batch.rows() * batch.width() : sparse.entries();
        for (int i = 0; i < values; i++) {
            if (!(Math.abs(sparse == null ? batch.inputs()[i] : sparse.value(i)) <= SOUND)) {
                return false;
            }
        }
        return true;
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
        if (network.stateBytes() > MOST_BYTES) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) network.stateBytes() + HEADER_BYTES);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            gradients.save(out);
            network.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        good = bytes.toByteArray();
    }

    private Candidate lastGood(int rateCuts) {
        TrainableModel model = networks.get();
        GradientScale scale = new GradientScale();
        model.scaleLearningRate(factor(rateCuts));
        if (good != null) {
            try {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(good));
                scale.restore(in);
                model.restore(in);
            } catch (IOException e) {
                model.close();
                throw new UncheckedIOException(e);
            }
        }
        model.countFrom(network.step(), network.examples());
        return new Candidate(model, scale);
    }

    private void adopt(Candidate candidate, int rateCuts) {
        closeReserve();
        network.close();
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
            network.scaleLearningRate(factor(cuts));
        }
    }

    private void closeReserve() {
        if (reserve != null) {
            reserve.close();
            reserve = null;
        }
    }

    /** What is known of the network's course, then the network. */
    List<StatePart> state() {
        boolean[] isKnown = {false};
        return List.of(
                new StatePart("guard", 1, this::save, (in, version) -> isKnown[0] = restore(in)),
                new StatePart("model", 1, out -> network.save(out), (in, version) -> {
                    network.restore(in);
                    if (guards && !isKnown[0]) {
                        keep();
                    }
                }));
    }

    private void save(DataOutput out) throws IOException {
        out.writeLong(divergences);
        out.writeBoolean(guards);
        if (!guards) {
            return;
        }
        out.writeDouble(configuredRate);
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

    /** @return whether the network was guarded, and still is */
    private boolean restore(DataInput in) throws IOException {
        divergences = in.readLong();
        if (!in.readBoolean()) {
            return false;
        }
        boolean isSameRate = in.readDouble() == configuredRate;
        cuts = in.readInt();
        goodPeriods = in.readLong();
        latestRate = in.readDouble();
        gradients.restore(in);
        divergence.restore(in);
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        good = guards && bytes.length > 0 ? bytes : null;
        if (!guards || !isSameRate) {
            cuts = 0;
        }
        network.scaleLearningRate(factor(cuts));
        return guards;
    }

    @Override
    public void close() {
        closeReserve();
        network.close();
    }
}

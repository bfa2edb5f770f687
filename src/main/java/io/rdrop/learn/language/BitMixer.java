package io.rdrop.learn.language;

import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mixes log-odds x_i of a bit by one of several sets of weights:
 *
 * <pre>
 *   p = 1 / (1 + exp(-w . x)),   w += rate (bit - p) x
 * </pre>
 *
 * which is a step along the gradient of the log-loss (Mahoney, "Adaptive weighing of context models", 2005).
 */
final class BitMixer {
    private final int inputs;
    /** What each set is before it has learned; never changed. */
    private final float[] first;

    private final float[][] sets;
    private int which;
    private float[] chosen;
    private float probability;

    /** @param first what each weight begins as */
    BitMixer(int inputs, int sets, float first) {
        this.inputs = inputs;
        this.first = new float[inputs];
        Arrays.fill(this.first, first);
        this.sets = new float[sets][];
        chosen = this.first;
    }

    /** Log-odds of a one, bounded. Changes nothing that is saved. */
    float mix(float[] logOdds, int set) {
        which = set;
        chosen = sets[set] == null ? first : sets[set];
        float even = 0;
        float odd = 0;
        int i = 0;
        for (; i + 1 < inputs; i += 2) {
            even += chosen[i] * logOdds[i];
            odd += chosen[i + 1] * logOdds[i + 1];
        }
        if (i < inputs) {
            even += chosen[i] * logOdds[i];
        }
        float sum = Math.max(-Logistic.MOST, Math.min(Logistic.MOST, even + odd));
        probability = Logistic.squash(sum);
        return sum;
    }

    /** Of a one, as it was mixed last. */
    float probability() {
        return probability;
    }

    /** Learns the bit that was mixed last. */
    void learn(float[] logOdds, int bit, float rate) {
        if (sets[which] == null) {
            sets[which] = first.clone();
            chosen = sets[which];
        }
        float step = (bit - probability) * rate;
        for (int i = 0; i < inputs; i++) {
            chosen[i] += step * logOdds[i];
        }
    }

    /** A weight of the set that was used last. */
    float weight(int input) {
        return chosen[input];
    }

    /** Bytes of the sets in use. */
    long bytes() {
        return Arrays.stream(sets).filter(each -> each != null).count() * inputs * Float.BYTES;
    }

    /**
     * Goes on from a mixer of other inputs. Its weights are no shares of anything: those of inputs that left are
     * forgotten.
     *
     * @param places of each input, where it was in that one; {@link Heirs#NEW} for one that is new
     */
    void follow(BitMixer before, int[] places) {
        for (int i = 0; i < sets.length; i++) {
            sets[i] = before.sets[i] == null ? null : followed(before.sets[i], places);
        }
        chosen = first;
    }

    private float[] followed(float[] before, int[] places) {
        float[] set = first.clone();
        for (int i = 0; i < set.length; i++) {
            set[i] = places[i] == Heirs.NEW ? first[i] : before[places[i]];
        }
        return set;
    }

    void save(DataOutput out) throws IOException {
        for (float[] set : sets) {
            out.writeBoolean(set != null);
            if (set != null) {
                StateArrays.write(set, inputs, out);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        for (int i = 0; i < sets.length; i++) {
            sets[i] = in.readBoolean() ? new float[inputs] : null;
            if (sets[i] != null && StateArrays.read(in, sets[i]) != inputs) {
                throw new IOException("state is damaged: a set of weights is not of " + inputs);
            }
        }
        chosen = first;
    }
}

package io.rdrop.learn.language;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How often a one followed each {@link BitHistory}: what the counts of bits mean is learned. */
final class AdaptiveProbability {
    private static final float RATE = 0.01f;
    private static final float PRIOR = 0.4f;

    private final float[] ofHistory = new float[BitHistory.STATES];

    AdaptiveProbability() {
        for (int i = 0; i < ofHistory.length; i++) {
            ofHistory[i] = (BitHistory.ones(i) + PRIOR) / (BitHistory.count(i) + 2 * PRIOR);
        }
    }

    float get(int history) {
        return ofHistory[history];
    }

    void learn(int history, int bit) {
        ofHistory[history] += (bit - ofHistory[history]) * RATE;
    }

    void save(DataOutput out) throws IOException {
        StateArrays.write(ofHistory, ofHistory.length, out);
    }

    void restore(DataInput in) throws IOException {
        StateArrays.read(in, ofHistory);
    }
}

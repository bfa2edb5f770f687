package io.rdrop.learn.network;

/** What one hidden layer holds of a row: what enters its ReLU, and which units it lets through. */
final class Activations {
    final int units;
    /** Before the ReLU, normalised if the network does so. */
    final float[] before;
    /** After ReLU and dropout. */
    final float[] after;
    /** d after / d before: 0 where the ReLU or dropout stops a unit, else what dropout scales it by. */
    final float[] gate;

    final float[] gradient;
    float scale = 1;
    /** Units that are not 0 after the ReLU. */
    final int[] active;

    int activeCount;

    Activations(int units) {
        this.units = units;
        before = new float[units];
        after = new float[units];
        gate = new float[units];
        gradient = new float[units];
        active = new int[units];
    }

    /** ReLU of what stands in another layer's {@link #before}, without dropout. */
    void rectify(float[] from) {
        for (int i = 0; i < units; i++) {
            gate[i] = from[i] > 0 ? 1 : 0;
        }
        finish(from);
    }

    /** As {@link #rectify(float[])}, with a dropout mask. */
    void rectify(float[] from, float[] mask) {
        for (int i = 0; i < units; i++) {
            gate[i] = from[i] > 0 ? mask[i] : 0;
        }
        finish(from);
    }

    private void finish(float[] from) {
        for (int i = 0; i < units; i++) {
            after[i] = gate[i] * from[i];
        }
        int count = 0;
        for (int i = 0; i < units; i++) {
            active[count] = i;
            count += gate[i] != 0 ? 1 : 0;
        }
        activeCount = count;
    }
}

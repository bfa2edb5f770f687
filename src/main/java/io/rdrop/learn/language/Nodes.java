package io.rdrop.learn.language;

/** Probabilities of bytes as those of their bits. */
public final class Nodes {
    private static final int BYTES = 256;

    /** Of the bytes that begin with a node's bits; [2 * bytes], the second half of single bytes. */
    private final float[] sums = new float[2 * BYTES];

    /**
     * What a distribution of the next byte says of each bit.
     *
     * @param probabilities [256], float32, each above 0
     * @param logOdds [256], float32, written: of a one after the bits of each node but 0
     */
    public void of(float[] probabilities, float[] logOdds) {
        System.arraycopy(probabilities, 0, sums, BYTES, BYTES);
        for (int node = BYTES - 1; node >= 1; node--) {
            float zero = sums[2 * node];
            float one = sums[2 * node + 1];
            sums[node] = zero + one;
            logOdds[node] = Logistic.stretch(one / (zero + one));
        }
    }
}

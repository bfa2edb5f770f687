package io.rdrop.engine.dense;

/** Where the dropout masks of a step come from. */
public interface Masks {
    /**
     * Masks of one pass: 0 where a unit is dropped, 1 / retain where it is kept.
     *
     * @param dropout which dropout of the network, 0-based
     * @param retain probability of keeping a unit, unless the pass has a rate of its own
     * @param pass 0-based
     * @param rows rows of the pass
     * @param units units per row
     * @param into where they are written, row-major
     * @param from position of the first
     */
    void fill(int dropout, double retain, int pass, int rows, int units, float[] into, int from);

    /** Passes of a step at most. */
    int passes();

    /** Whether all rows of a pass have one mask. */
    boolean isPerBatch();
}

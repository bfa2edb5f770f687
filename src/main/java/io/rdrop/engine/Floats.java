package io.rdrop.engine;

/** float32 values in memory that an engine owns; valid as long as that is. */
public interface Floats {
    /** Values copied at a time where a whole array would be too much. */
    int BLOCK = 16_384;

    /** Values. */
    long length();

    /** Copies some of them. */
    void get(long from, float[] into, int count);

    /** What {@link #forEachBlock} hands over: the first {@code count} values of a reused array. */
    @FunctionalInterface
    interface BlockReader<X extends Exception> {
        void read(float[] values, int count) throws X;
    }

    /** Hands over all values, in order. */
    default <X extends Exception> void forEachBlock(BlockReader<X> reader) throws X {
        float[] block = new float[(int) Math.min(BLOCK, length())];
        for (long from = 0; from < length(); from += block.length) {
            int count = (int) Math.min(block.length, length() - from);
            get(from, block, count);
            reader.read(block, count);
        }
    }
}

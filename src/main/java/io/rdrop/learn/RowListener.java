package io.rdrop.learn;

import io.rdrop.evaluate.RowMeasure;

/** Is told of each row as it is predicted, and of the passes that learn it, in their order. */
public interface RowListener {
    /** Nobody listens. */
    RowListener NONE = new RowListener() {
        @Override
        public boolean listens() {
            return false;
        }

        @Override
        public void row(RowMeasure measure) {
            // nobody listens
        }

        @Override
        public void passes(double klDivergence) {
            // nobody listens
        }
    };

    /** Both are told. */
    static RowListener both(RowListener first, RowListener second) {
        return new RowListener() {
            @Override
            public boolean listens() {
                return first.listens() || second.listens();
            }

            @Override
            public void row(RowMeasure measure) {
                first.row(measure);
                second.row(measure);
            }

            @Override
            public void passes(double klDivergence) {
                first.passes(klDivergence);
                second.passes(klDivergence);
            }
        };
    }

    /** Whether it is worth measuring anything. */
    boolean listens();

    /** What a prediction showed: one call for each example, in their order, also where there is nothing to score. */
    void row(RowMeasure measure);

    /**
     * How far two passes were apart.
     *
     * @param klDivergence bidirectional, nats per row, without alpha; of a pool that of its first member with R-Drop,
     *     of each example; of one network the mean of each update that had two passes
     */
    void passes(double klDivergence);
}

package io.rdrop.objective;

import io.rdrop.Public;

/** How per-row terms become one number. A row counts as valid unless the mask says it is padding. */
@Public
public enum Reduction {
    /** Sum over valid rows. */
    SUM,
    /** Mean over the rows that contribute: valid rows for the KL term, valid labelled rows for the NLL term. */
    MEAN_VALID,
    /** Sum over valid rows, divided by all rows of the batch, padding included. */
    BATCH_MEAN;

    /**
     * The factor that turns a sum over contributing rows into the reduced term.
     *
     * @param contributing rows that have the term; 0 gives factor 0, never 0/0
     * @param rows rows of the batch
     */
    public double scale(int contributing, int rows) {
        if (contributing == 0) {
            return 0;
        }
        return switch (this) {
            case SUM -> 1;
            case MEAN_VALID -> 1.0 / contributing;
            case BATCH_MEAN -> 1.0 / rows;
        };
    }
}

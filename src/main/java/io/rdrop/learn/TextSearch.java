package io.rdrop.learn;

/**
 * How widely a text that is probable for a source is searched for.
 *
 * @param beam sequences that are followed, 1 to {@value #WIDEST}; 1 takes the most probable subword each time
 * @param lengthPenalty exponent p &ge; 0: of sequences that ended, sums of log-probabilities are divided by ((5 +
 *     length) / 6)^p (arXiv 1609.08144, Eq. 14), so that long ones are not at a loss; 0 leaves them as they are
 */
public record TextSearch(int beam, double lengthPenalty) {
    /** What a job and its versions do unless they are told otherwise. */
    public static final TextSearch GREEDY = new TextSearch(1, 0);

    /** Sequences at most. */
    public static final int WIDEST = 64;

    /** @throws IllegalArgumentException if one of them is out of bounds */
    public TextSearch {
        if (beam < 1 || beam > WIDEST) {
            throw new IllegalArgumentException("beam must be 1 to " + WIDEST + " but was " + beam);
        }
        if (!(lengthPenalty >= 0) || Double.isInfinite(lengthPenalty)) {
            throw new IllegalArgumentException("length penalty must be >= 0 but was " + lengthPenalty);
        }
    }
}

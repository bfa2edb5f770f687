package io.rdrop.example;

import java.util.List;

/**
 * What texts have in common with their references, as counts that can be added from text to text, and the scores of
 * whole corpora that are made of them.
 *
 * <p>BLEU (Papineni et al. 2002) as sacreBLEU 2 computes it by default: of orders 1 to 4, the n-th without a match
 * counts 1 / 2^n of one. chrF (Popovic 2015) as chrF2 there: precision and recall of character n-grams of orders 1 to
 * 6, averaged over the orders that occur, recall with weight 2.
 *
 * @param values of which {@value #COUNTS} from {@code from} on are those: matches and n-grams of words per order, words
 *     of texts and of references, then n-grams of characters of texts, of references and common ones per order, then
 *     summed F1 of ROUGE-1, -2 and -L in {@link TextCounts#UNIT}
 */
public record TextOverlaps(List<Long> values, int from) {
    /** Longest n-gram of words. */
    public static final int WORD_ORDERS = 4;
    /** Longest n-gram of characters. */
    public static final int CHARACTER_ORDERS = 6;
    /** ROUGE-1, ROUGE-2 and ROUGE-L. */
    public static final int ROUGES = 3;

    public static final int MATCHES = 0;
    public static final int NGRAMS = WORD_ORDERS;
    public static final int WORDS = 2 * WORD_ORDERS;
    public static final int REFERENCE_WORDS = WORDS + 1;
    public static final int CHARACTERS = REFERENCE_WORDS + 1;
    public static final int ROUGE = CHARACTERS + 3 * CHARACTER_ORDERS;
    /** Counts of one text. */
    public static final int COUNTS = ROUGE + ROUGES;

    private static final double PERCENT = 100;
    private static final double BETA = 2;

    /** BLEU of the corpus, 0..100. */
    public double bleu() {
        double log = 0;
        double smoothing = 1;
        boolean isAnyMatched = false;
        int orders = 0;
        for (int order = 0; order < WORD_ORDERS; order++) {
            double ngrams = get(NGRAMS + order);
            if (ngrams == 0) {
                return 0; // a score of shorter n-grams alone is another one
            }
            double matches = get(MATCHES + order);
            isAnyMatched |= matches > 0;
            if (matches == 0) {
                smoothing *= 2;
                matches = 1 / smoothing;
            }
            log += Math.log(matches / ngrams);
            orders++;
        }
        if (!isAnyMatched) {
            return 0;
        }
        double words = get(WORDS);
        double references = get(REFERENCE_WORDS);
        double brevity = words < references ? Math.exp(1 - references / words) : 1;
        return PERCENT * brevity * Math.exp(log / orders);
    }

    /** chrF2 of the corpus, 0..100. */
    public double chrF() {
        return chrF(BETA);
    }

    /** chrF of the corpus with another weight of recall, 0..100. */
    double chrF(double beta) {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int order = 0; order < CHARACTER_ORDERS; order++) {
            int at = CHARACTERS + 3 * order;
            if (get(at) > 0 && get(at + 1) > 0) {
                precision += get(at + 2) / get(at);
                recall += get(at + 2) / get(at + 1);
                orders++;
            }
        }
        if (orders == 0 || precision + recall == 0) {
            return 0;
        }
        double weight = beta * beta;
        return PERCENT
                * (1 + weight)
                * (precision / orders)
                * (recall / orders)
                / ((weight * precision + recall) / orders);
    }

    /** Summed F1 of ROUGE-1 (0), ROUGE-2 (1) or ROUGE-L (2). */
    public double rouge(int which) {
        return get(ROUGE + which) * TextCounts.UNIT;
    }

    private double get(int index) {
        return values.get(from + index);
    }
}

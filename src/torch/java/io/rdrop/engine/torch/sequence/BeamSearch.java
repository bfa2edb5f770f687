package io.rdrop.engine.torch.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The search for a probable sequence: of all continuations of the open sequences the best are followed, and those that
 * end are kept, until nothing that is open can be better. Ties go to the sequence that was ahead, then to the lower
 * token, so that the result does not depend on chance.
 */
final class BeamSearch {
    private final int beam;
    private final double penalty;
    private List<Hypothesis> open = List.of(new Hypothesis(new int[0], 0, 0));
    private final List<Hypothesis> ended = new ArrayList<>();

    /**
     * @param beam sequences that are followed
     * @param penalty exponent of the length by which sums of log-probabilities are divided
     */
    BeamSearch(int beam, double penalty) {
        this.beam = beam;
        this.penalty = penalty;
    }

    /**
     * A sequence without its end.
     *
     * @param log the sum of the log-probabilities of its tokens
     * @param origin which of the open sequences it goes on from
     */
    record Hypothesis(int[] tokens, double log, int origin) {}

    /** The last token of each open sequence, as the decoder reads it. */
    long[] last() {
        return open.stream()
                .mapToLong(one -> one.tokens.length == 0 ? TranslationNetwork.END : one.tokens[one.tokens.length - 1])
                .toArray();
    }

    /** Of each open sequence, which of those that were open before the latest step it goes on from. */
    int[] origins() {
        return open.stream().mapToInt(Hypothesis::origin).toArray();
    }

    /**
     * Follows the best continuations.
     *
     * @param log [open sequences, vocabulary] log-probabilities of the next token
     */
    void grow(float[] log, int vocabulary) {
        List<Hypothesis> grown = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Hypothesis from = open.get(i);
            for (int token : best(log, i * vocabulary, vocabulary)) {
                double sum = from.log + log[i * vocabulary + token];
                if (token == TranslationNetwork.END) {
                    grown.add(new Hypothesis(from.tokens, sum, i));
                } else {
                    int[] longer = Arrays.copyOf(from.tokens, from.tokens.length + 1);
                    longer[from.tokens.length] = token;
                    grown.add(new Hypothesis(longer, sum, i));
                }
            }
        }
        int length = open.get(0).tokens.length;
        grown.sort(Comparator.comparingDouble((Hypothesis one) -> -one.log)); // stable
        List<Hypothesis> next = new ArrayList<>();
        for (Hypothesis one : grown.subList(0, Math.min(beam, grown.size()))) {
            (one.tokens.length == length ? ended : next).add(one);
        }
        open = next;
    }

    /** The most probable tokens, best first, no more than the beam. */
    private List<Integer> best(float[] log, int from, int vocabulary) {
        List<Integer> tokens = new ArrayList<>();
        for (int token = 0; token < vocabulary; token++) {
            int at = tokens.size();
            while (at > 0 && log[from + tokens.get(at - 1)] < log[from + token]) {
                at--;
            }
            if (at < beam) {
                tokens.add(at, token);
                if (tokens.size() > beam) {
                    tokens.remove(beam);
                }
            }
        }
        return tokens;
    }

    /** Whether nothing is open, or as many have ended as are followed. */
    boolean isOver() {
        return open.isEmpty() || ended.size() >= beam;
    }

    /** The best that ended; if none did, the best that is open. */
    int[] best() {
        List<Hypothesis> from = ended.isEmpty() ? open : ended;
        Hypothesis best = from.get(0);
        for (Hypothesis one : from) {
            best = score(one) > score(best) ? one : best;
        }
        return best.tokens;
    }

    private double score(Hypothesis of) {
        return of.log / Math.pow((5 + of.tokens.length + 1) / 6.0, penalty);
    }
}

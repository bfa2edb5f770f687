package io.rdrop.learn.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which subwords stand together most often in the words that were counted. */
final class SubwordMerges {
    private static final int LEAST_COUNT = 2;

    private final Map<String, Integer> words = new LinkedHashMap<>();

    // of the words that were counted, by their order
    private final List<int[]> spelled = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Map<Long, Integer> pairs = new HashMap<>();
    /** In which words a pair is, or was. */
    private final Map<Long, Set<Integer>> places = new HashMap<>();

    void count(String word) {
        words.merge(word, 1, Integer::sum);
    }

    /**
     * Learns merges, best first; called once.
     *
     * @return [at most so many][2]
     */
    int[][] learn(int most) {
        words.forEach((word, count) -> {
            spelled.add(Subwords.ofBytes(word));
            counts.add(count);
            add(spelled.size() - 1, 1);
        });
        int[][] merges = new int[Math.max(0, most)][];
        for (int i = 0; i < merges.length; i++) {
            long best = best();
            if (pairs.getOrDefault(best, 0) < LEAST_COUNT) {
                return Arrays.copyOf(merges, i);
            }
            merges[i] = new int[] {(int) (best >>> Integer.SIZE), (int) best};
            for (int word : places.remove(best)) {
                add(word, -1);
                spelled.set(word, merge(spelled.get(word), merges[i][0], merges[i][1], Subwords.FIRST_MERGED + i));
                add(word, 1);
            }
        }
        return merges;
    }

    /** The most frequent pair, of several the one with the lower numbers; the order of the map does not matter. */
    private long best() {
        long best = 0;
        int most = 0;
        for (Map.Entry<Long, Integer> pair : pairs.entrySet()) {
            int count = pair.getValue();
            if (count > most || (count == most && pair.getKey() < best)) {
                best = pair.getKey();
                most = count;
            }
        }
        return best;
    }

    /** Counts the pairs of a word, or takes them away. */
    private void add(int word, int sign) {
        int[] subwords = spelled.get(word);
        int count = sign * counts.get(word);
        for (int i = 0; i + 1 < subwords.length; i++) {
            long pair = Subwords.pair(subwords[i], subwords[i + 1]);
            if (pairs.merge(pair, count, Integer::sum) == 0) {
                pairs.remove(pair);
            }
            if (sign > 0) {
                places.computeIfAbsent(pair, key -> new HashSet<>()).add(word);
            }
        }
    }

    /** The same subwords, with each two of these made one, from the left. */
    static int[] merge(int[] subwords, int left, int right, int both) {
        int[] merged = new int[subwords.length];
        int count = 0;
        for (int i = 0; i < subwords.length; i++) {
            boolean isPair = i + 1 < subwords.length && subwords[i] == left && subwords[i + 1] == right;
            merged[count++] = isPair ? both : subwords[i];
            i += isPair ? 1 : 0;
        }
        return Arrays.copyOf(merged, count);
    }
}

package io.rdrop.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The most common order of keys in JSON lines: what one odd line says must not decide the order of columns. */
final class KeyOrder {
    private static final int MAX_ORDERS = 1000;

    private final Map<List<String>, long[]> counts = new HashMap<>();

    void add(List<String> keys) {
        long[] count = counts.get(keys);
        if (count != null) {
            count[0]++;
        } else if (counts.size() < MAX_ORDERS) {
            counts.put(List.copyOf(keys), new long[] {1});
        }
    }

    /** The wanted keys: first those of the most common order, then the others by text. */
    List<String> sort(List<String> wanted) {
        List<String> sorted = new ArrayList<>(counts.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<List<String>, long[]> e) -> e.getValue()[0])
                        .thenComparing(e -> String.join("\0", e.getKey())))
                .map(Map.Entry::getKey)
                .orElse(List.of()));
        sorted.retainAll(wanted);
        wanted.stream().sorted().filter(key -> !sorted.contains(key)).forEach(sorted::add);
        return sorted;
    }
}

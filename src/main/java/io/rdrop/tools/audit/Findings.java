package io.rdrop.tools.audit;

import java.util.ArrayList;
import java.util.List;

/** Problems and notes, in the order found; a long series of one kind is counted instead of listed. */
final class Findings {
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void problem(String text) {
        problems.add(text);
    }

    void note(String text) {
        notes.add(text);
    }

    List<String> problems() {
        return problems;
    }

    List<String> notes() {
        return notes;
    }

    /** Offsets that share one fault: the first few are named, the rest counted. */
    static final class Offsets {
        private static final int NAMED = 10;

        private final List<Long> named = new ArrayList<>();
        private long count;

        void add(long offset) {
            count++;
            if (named.size() < NAMED) {
                named.add(offset);
            }
        }

        long count() {
            return count;
        }

        @Override
        public String toString() {
            return (count == 1 ? "offset " : count + " offsets: ")
                    + String.join(", ", named.stream().map(String::valueOf).toList())
                    + (count > NAMED ? ", ..." : "");
        }
    }
}

package io.rdrop.evaluate;

import java.util.List;

/**
 * Spans as tags B-TYPE, I-TYPE and O say them, by the rules of conlleval (CoNLL-2000 and later): a span begins at B-,
 * and at an I- that follows O or another type; it ends before the next one, before O, and at the end of the sentence.
 */
final class SpanTypes {
    private static final int OUTSIDE = -1;
    private static final String B = "B-";
    private static final String I = "I-";

    /** [tags] which type, or {@link #OUTSIDE}. */
    private final int[] type;

    private final boolean[] begins;
    private final boolean areSpans;

    SpanTypes(List<String> tags) {
        type = new int[tags.size()];
        begins = new boolean[tags.size()];
        boolean all = true;
        boolean any = false;
        List<String> types = tags.stream()
                .filter(tag -> tag.startsWith(B) || tag.startsWith(I))
                .map(tag -> tag.substring(B.length()))
                .distinct()
                .toList();
        for (int k = 0; k < type.length; k++) {
            String tag = tags.get(k);
            boolean isOf = tag.startsWith(B) || tag.startsWith(I);
            type[k] = isOf ? types.indexOf(tag.substring(B.length())) : OUTSIDE;
            begins[k] = tag.startsWith(B);
            any |= begins[k];
            all &= isOf || tag.equals("O");
        }
        areSpans = all && any;
    }

    /** Whether the tags are of this kind at all. */
    boolean areSpans() {
        return areSpans;
    }

    /** Whether a span begins at a token. */
    private boolean begins(int[] tags, int token) {
        int of = type[tags[token]];
        return of != OUTSIDE && (begins[tags[token]] || token == 0 || type[tags[token - 1]] != of);
    }

    /** Behind the last token of the span that begins at a token. */
    private int end(int[] tags, int token, int count) {
        int end = token + 1;
        while (end < count && type[tags[end]] == type[tags[token]] && !begins[tags[end]]) {
            end++;
        }
        return end;
    }

    /** Spans of the first tokens. */
    int count(int[] tags, int count) {
        int spans = 0;
        for (int i = 0; i < count; i++) {
            spans += begins(tags, i) ? 1 : 0;
        }
        return spans;
    }

    /** Spans that are the same in two rows of tags: their begin, their end and their type. */
    int same(int[] one, int[] other, int count) {
        int same = 0;
        for (int i = 0; i < count; i++) {
            if (begins(one, i)
                    && begins(other, i)
                    && type[one[i]] == type[other[i]]
                    && end(one, i, count) == end(other, i, count)) {
                same++;
            }
        }
        return same;
    }
}

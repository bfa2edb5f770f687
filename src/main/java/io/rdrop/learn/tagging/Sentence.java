package io.rdrop.learn.tagging;

import java.util.Locale;

/**
 * A sentence as members see it: of each token hashes of what it is, whatever its letters mean. A hash of 0 is none: a
 * word of two letters has no prefix of three.
 *
 * @param hashes [tokens][kinds]
 */
public record Sentence(int[][] hashes) {
    /** In lower case. */
    static final int LOWER = 0;
    /** As it is. */
    static final int EXACT = 1;
    /** Its kinds of characters, runs of one kind taken as one. */
    static final int SHAPE = 2;
    /** Its kinds of characters. */
    static final int LONG_SHAPE = 3;
    /** Its last 1 to 4 characters. */
    static final int SUFFIXES = 4;
    /** Its first 1 to 4 characters. */
    static final int PREFIXES = 8;

    /** Hashes of a token. */
    public static final int KINDS = 12;

    private static final int LONGEST_AFFIX = 4;

    /** Looks at the first tokens. */
    public static Sentence of(String[] tokens, int count) {
        int[][] hashes = new int[count][];
        for (int i = 0; i < count; i++) {
            hashes[i] = of(tokens[i]);
        }
        return new Sentence(hashes);
    }

    /**
     * Every hash as a number for a table of vectors.
     *
     * @param bits logarithm of the numbers that hashes share, base 2
     * @return [tokens * kinds], 0 for none, else 1 to 2^bits
     */
    public int[] numbers(int bits) {
        int[] numbers = new int[hashes.length * KINDS];
        for (int at = 0; at < numbers.length; at++) {
            int hash = hashes[at / KINDS][at % KINDS];
            numbers[at] = hash == 0 ? 0 : 1 + (hash >>> (Integer.SIZE - bits));
        }
        return numbers;
    }

    /** Number of tokens. */
    public int length() {
        return hashes.length;
    }

    /** What a word is known by, whatever its case. */
    int word(int token) {
        return hashes[token][LOWER];
    }

    private static int[] of(String token) {
        int[] hashes = new int[KINDS];
        String lower = token.toLowerCase(Locale.ROOT);
        int length = lower.length();
        hashes[LOWER] = Hashes.of(lower, 0, length, LOWER);
        hashes[EXACT] = Hashes.of(token, 0, token.length(), EXACT);
        StringBuilder shape = new StringBuilder();
        StringBuilder runs = new StringBuilder();
        for (int i = 0; i < token.length(); i++) {
            char kind = kind(token.charAt(i));
            shape.append(kind);
            if (runs.isEmpty() || runs.charAt(runs.length() - 1) != kind) {
                runs.append(kind);
            }
        }
        hashes[SHAPE] = Hashes.of(runs, 0, runs.length(), SHAPE);
        hashes[LONG_SHAPE] = Hashes.of(shape, 0, shape.length(), LONG_SHAPE);
        for (int n = 1; n <= LONGEST_AFFIX && n <= length; n++) {
            hashes[SUFFIXES + n - 1] = Hashes.of(lower, length - n, length, SUFFIXES + n - 1);
            hashes[PREFIXES + n - 1] = Hashes.of(lower, 0, n, PREFIXES + n - 1);
        }
        return hashes;
    }

    private static char kind(char c) {
        if (Character.isUpperCase(c)) {
            return 'X';
        }
        return Character.isLetter(c) ? 'x' : Character.isDigit(c) ? '9' : c;
    }
}

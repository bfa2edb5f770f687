package io.rdrop.engine;

import java.util.Arrays;

/**
 * Sequences of any lengths, one after the other without padding.
 *
 * @param lengths tokens of each sequence, each at least 1
 * @param width numbers per token
 * @param tokens [sum of lengths, width] numbers of tokens, or of a token's features, row-major
 */
public record Sequences(int[] lengths, int width, int[] tokens) {
    public Sequences {
        long total = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 1) {
                throw new IllegalArgumentException("a sequence must have a token but sequence " + i + " has none");
            }
            total += lengths[i];
        }
        if (tokens.length != total * width) {
            throw new IllegalArgumentException("sequences of " + total + " tokens with " + width
                    + " numbers each must have " + total * width + " numbers but have " + tokens.length);
        }
    }

    /** One number per token. */
    public Sequences(int[] lengths, int[] tokens) {
        this(lengths, 1, tokens);
    }

    /** Tokens of all sequences. */
    public int total() {
        return tokens.length / width;
    }

    /** Tokens of the longest sequence; 0 if there is none. */
    public int longest() {
        return Arrays.stream(lengths).max().orElse(0);
    }

    /** Refuses numbers outside 0..vocabulary - 1, other widths, and sequences over a length. */
    public void check(int expectedWidth, int vocabulary, int maxLength) {
        if (width != expectedWidth) {
            throw new IllegalArgumentException("a token must have " + expectedWidth + " numbers but has " + width);
        }
        if (longest() > maxLength) {
            throw new IllegalArgumentException(
                    "a sequence must have at most " + maxLength + " tokens but one has " + longest());
        }
        for (int at = 0; at < tokens.length; at++) {
            if (tokens[at] < 0 || tokens[at] >= vocabulary) {
                throw new IllegalArgumentException("token number must be within 0.." + (vocabulary - 1) + " but was "
                        + tokens[at] + " at token " + at / width);
            }
        }
    }
}

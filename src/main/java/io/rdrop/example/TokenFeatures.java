package io.rdrop.example;

import io.rdrop.Public;

/**
 * The tokens of a sentence, and its tags. What is known of a sentence that is to be predicted is its tokens alone.
 *
 * @param tokens at least 1
 * @param tags class index of each token, 0-based; empty if they are not known
 * @param cut tokens behind the last one that were cut off, since there may not be so many
 */
@Public
public record TokenFeatures(String[] tokens, int[] tags, int cut) implements Features {
    private static final int BESIDE_TOKEN = 48;

    @Override
    public long bytes() {
        long bytes = 4L * tags.length;
        for (String token : tokens) {
            bytes += BESIDE_TOKEN + 2L * token.length();
        }
        return bytes;
    }

    /** Whether the tags are known. */
    public boolean isTagged() {
        return tags.length > 0;
    }
}

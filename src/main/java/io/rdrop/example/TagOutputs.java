package io.rdrop.example;

/**
 * What is predicted of a sentence, as numbers of fixed width: its tokens n and how many were cut off, then of each of n
 * tokens the tag that is predicted, its probability, the tag that is true (-1 if that is not known), its probability,
 * and the most frequent tag of the word so far. Indices below 2^24 are exact in float32.
 *
 * @param values float32; not modified but by the methods that say so
 * @param from where those of this sentence begin
 */
public record TagOutputs(float[] values, int from) {
    private static final int HEAD = 2;
    private static final int PER_TOKEN = 5;

    /** Numbers of a sentence with so many tokens at most. */
    public static int width(int mostTokens) {
        return HEAD + PER_TOKEN * mostTokens;
    }

    /** Whether an array can hold what these numbers say that it does. */
    public boolean isWithin() {
        return from >= 0
                && from + HEAD <= values.length
                && values[from] >= 0
                && from + (long) width(tokens()) <= values.length;
    }

    /** Writes how many tokens there are. */
    public void sizes(int tokens, int cut) {
        values[from] = tokens;
        values[from + 1] = cut;
    }

    /** Writes what there is to say of a token. */
    public void token(int token, int tag, float probability, int truth, float probabilityOfTruth, int frequent) {
        int at = at(token);
        values[at] = tag;
        values[at + 1] = probability;
        values[at + 2] = truth;
        values[at + 3] = probabilityOfTruth;
        values[at + 4] = frequent;
    }

    public int tokens() {
        return (int) values[from];
    }

    /** Tokens that were cut off. */
    public int cut() {
        return (int) values[from + 1];
    }

    /** The tag that is predicted. */
    public int tag(int token) {
        return (int) values[at(token)];
    }

    /** The probability of {@link #tag}. */
    public float probability(int token) {
        return values[at(token) + 1];
    }

    /** The tag that is true; -1 if that is not known. */
    public int truth(int token) {
        return (int) values[at(token) + 2];
    }

    public float probabilityOfTruth(int token) {
        return values[at(token) + 3];
    }

    /** The most frequent tag of the word so far. */
    public int frequent(int token) {
        return (int) values[at(token) + 4];
    }

    private int at(int token) {
        return from + HEAD + PER_TOKEN * token;
    }
}

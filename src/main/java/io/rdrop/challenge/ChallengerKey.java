package io.rdrop.challenge;

/**
 * The key of a model's challenger: {@code MODEL/challenger}. No record can have it, since keys of records name
 * directories and have no slash; a registry spells it {@code MODEL%2Fchallenger}.
 */
public final class ChallengerKey {
    private static final String SUFFIX = "/challenger";

    private ChallengerKey() {}

    /** The key of the challenger of a model. */
    public static String of(String model) {
        return model + SUFFIX;
    }

    /** Whether a key is a challenger's. */
    public static boolean isOne(String key) {
        return key.endsWith(SUFFIX) && key.length() > SUFFIX.length();
    }

    /** The model whose records a key learns: its own, or that of the model that it challenges. */
    public static String model(String key) {
        return isOne(key) ? key.substring(0, key.length() - SUFFIX.length()) : key;
    }
}

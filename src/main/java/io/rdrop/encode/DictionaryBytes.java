package io.rdrop.encode;

/** The bytes of the texts that an encoder remembers, and how many it may have. */
final class DictionaryBytes {
    /** In the state: its length, and its characters. */
    private static final int BESIDE_TEXT = 4;

    private final long limit;
    private long used;
    private long turnedAway;

    DictionaryBytes(long limit) {
        this.limit = limit;
    }

    /** Takes a text in; false, and counted, if there is no room for it. */
    boolean take(String text) {
        if (!fits(text)) {
            turnedAway++;
            return false;
        }
        used += bytes(text);
        return true;
    }

    /** Whether a text would find room. */
    boolean fits(String text) {
        return used + bytes(text) <= limit;
    }

    /** Forgets a text that was taken in. */
    void release(String text) {
        used -= bytes(text);
    }

    /** Starts anew, to {@link #restore} texts. */
    void clear() {
        used = 0;
    }

    /** Takes in a text that was taken in before it was stored, whatever the limit. */
    void restore(String text) {
        used += bytes(text);
    }

    long used() {
        return used;
    }

    /** Times that a text found no room, since the process began. */
    long turnedAway() {
        return turnedAway;
    }

    private static long bytes(String text) {
        return BESIDE_TEXT + 2L * text.length();
    }
}

package io.rdrop.example;

/**
 * What is written for a source, as numbers of fixed width: {@link TextCounts} of one sentence (its log-loss and its F1
 * scores as they are, and not in units), then how many UTF-16 units the text has, and they. Indices and counts below
 * 2^24 are exact in float32.
 *
 * @param values float32; not modified but by the methods that say so
 * @param from where those of this text begin
 */
public record TextOutputs(float[] values, int from) {
    private static final int LENGTH = TextCounts.COUNTS;
    private static final int TEXT = LENGTH + 1;

    /** Numbers of a text with so many UTF-16 units at most. */
    public static int width(int mostUnits) {
        return TEXT + mostUnits;
    }

    /** Whether an array can hold what these numbers say that it does. */
    public boolean isWithin() {
        return from >= 0
                && from + TEXT <= values.length
                && values[from + LENGTH] >= 0
                && from + TEXT + (long) values[from + LENGTH] <= values.length;
    }

    /** Writes a count. */
    public void count(int index, float value) {
        values[from + index] = value;
    }

    /** A count, as {@link TextCounts} orders them. */
    public float count(int index) {
        return values[from + index];
    }

    /** Writes the text. */
    public void text(String text) {
        values[from + LENGTH] = text.length();
        for (int i = 0; i < text.length(); i++) {
            values[from + TEXT + i] = text.charAt(i);
        }
    }

    /** The text. */
    public String text() {
        char[] text = new char[(int) values[from + LENGTH]];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) values[from + TEXT + i];
        }
        return new String(text);
    }

    /** Whether a count is no whole number: log-loss and F1 scores. */
    public static boolean isInUnits(int index) {
        return index == TextCounts.LOSS
                || (index >= TextCounts.HEAD && (index - TextCounts.HEAD) % TextOverlaps.COUNTS >= TextOverlaps.ROUGE);
    }
}

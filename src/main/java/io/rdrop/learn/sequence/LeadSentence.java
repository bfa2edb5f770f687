package io.rdrop.learn.sequence;

/** The first sentence of a text: up to the first full stop, question or exclamation mark with white space behind it. */
public final class LeadSentence {
    private LeadSentence() {}

    /** The whole text if it has only one. */
    public static String of(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            if (".?!".indexOf(text.charAt(i)) >= 0 && Character.isWhitespace(text.charAt(i + 1))) {
                return text.substring(0, i + 1);
            }
        }
        return text;
    }
}

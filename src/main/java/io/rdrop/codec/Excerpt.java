package io.rdrop.codec;

/** Foreign text made fit for messages: one line, short, without control characters. */
public final class Excerpt {
    private static final int MAX_CHARS = 80;

    private Excerpt() {}

    /** At most 80 characters of the text; control characters and lone surrogates as {@code \}{@code uXXXX}. */
    public static String of(String text) {
        return of(text, MAX_CHARS);
    }

    /** As {@link #of(String)}, with another length. */
    static String of(String text, int maxChars) {
        StringBuilder excerpt = new StringBuilder(Math.min(text.length(), maxChars) + 16);
        for (int i = 0; i < text.length(); ) {
            if (i >= maxChars) {
                return excerpt.append("… (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            int codePoint = text.codePointAt(i);
            if (isUnprintable(codePoint)) {
                excerpt.append(String.format("\\u%04x", codePoint));
            } else {
                excerpt.appendCodePoint(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        return excerpt.toString();
    }

    /** Bidirectional overrides count too: they make a terminal show something else than what is there. */
    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

package io.rdrop.config;

/** How a text becomes words. */
public enum TextAnalyzer {
    /** Words by the rules of Unicode (UAX 29), in lower case. */
    STANDARD,
    /** As {@link #STANDARD}, without English stop words and inflections. */
    ENGLISH,
    /** What stands between white space, as it is. */
    WHITESPACE
}

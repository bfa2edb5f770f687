package io.rdrop.tools.feed.inference;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.files.NumberStyle;
import io.rdrop.tools.feed.files.NumberText;
import java.util.Locale;
import java.util.Set;

/** What a value looks like before its column's type is known. */
enum ValueKind {
    MISSING,
    NUMBER,
    /** A number with a decimal comma, or thousands set apart: one if its column agrees, else a word. */
    STYLED,
    /** A word for a missing number: none in a numeric column, a word in a categorical one. */
    MARKER,
    /**
     * Infinite, NaN unless that is a marker, or beyond float64: refused in a numeric column, a mere word in a
     * categorical one.
     */
    NOT_FINITE,
    TEXT,
    /** A JSON object or array: refused in any column. */
    NESTED;

    private static final Set<String> NOT_FINITE_WORDS = Set.of("nan", "inf", "infinity");
    private static final int SURELY_FINITE_CHARS = 300;

    /** A field of a table. */
    static ValueKind of(String field, MissingValues missing) {
        if (MissingValues.isMissing(field)) {
            return MISSING;
        }
        if (missing.isMarker(field)) {
            return MARKER;
        }
        if (NumberText.isNumber(field)) {
            return isFinite(field) ? NUMBER : NOT_FINITE;
        }
        if (NumberStyle.isStyled(field)) {
            return STYLED;
        }
        return isNotFiniteWord(field.strip()) ? NOT_FINITE : TEXT;
    }

    /** A member of a JSON object that is sent as a member of a record's features, where a marker becomes null. */
    static ValueKind of(JsonNode value, MissingValues missing) {
        ValueKind kind = of(value);
        return kind != NESTED && kind != MISSING && missing.isMarker(value.asText()) ? MARKER : kind;
    }

    /** A member of a JSON object; a string is text even where it reads as a number, since it is sent as a string. */
    static ValueKind of(JsonNode value) {
        if (value.isNull()) {
            return MISSING;
        }
        if (value.isNumber()) {
            return Double.isFinite(value.doubleValue()) ? NUMBER : NOT_FINITE;
        }
        if (value.isTextual()) {
            return isNotFiniteWord(value.textValue()) ? NOT_FINITE : TEXT;
        }
        return value.isContainerNode() ? NESTED : TEXT;
    }

    private static boolean isFinite(String number) {
        boolean hasExponent = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        return (!hasExponent && number.length() < SURELY_FINITE_CHARS)
                || Double.isFinite(Double.parseDouble(number.strip()));
    }

    private static boolean isNotFiniteWord(String text) {
        boolean signed = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+');
        return NOT_FINITE_WORDS.contains(text.substring(signed ? 1 : 0).toLowerCase(Locale.ROOT));
    }
}

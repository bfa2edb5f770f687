package io.rdrop.tools.feed.files;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a column writes its numbers. Groups have three digits, and one separator within a number. */
public enum NumberStyle {
    /** As programs do: {@code 1234.5}. */
    PLAIN,
    /** Thousands set apart by a comma, a space or an apostrophe, and a decimal point: {@code 1,234.5}. */
    THOUSANDS,
    /** A decimal comma, thousands set apart by a point, a space or an apostrophe or not at all: {@code 1.234,5}. */
    DECIMAL_COMMA;

    private static final String SPACES = " \u00a0\u2009\u202f'\u2019";
    private static final Pattern GROUPED_BY_COMMA =
            Pattern.compile("[+-]?\\d{1,3}([," + SPACES + "])\\d{3}(?:\\1\\d{3})*(?:\\.\\d+)?");
    private static final Pattern WITH_DECIMAL_COMMA =
            Pattern.compile("[+-]?(?:\\d+|\\d{1,3}([." + SPACES + "])\\d{3}(?:\\1\\d{3})*)(?:,\\d+)?");

    /** Whether it is no plain number, but one in another style. */
    public static boolean isStyled(String field) {
        return mayBeNumber(field)
                && !NumberText.isNumber(field)
                && (THOUSANDS.json(field) != null || DECIMAL_COMMA.json(field) != null);
    }

    /** The same number in JSON; null if the text is none in this style. */
    public @Nullable String json(String field) {
        return switch (this) {
            case PLAIN -> NumberText.json(field);
            case THOUSANDS -> thousands(field);
            case DECIMAL_COMMA -> decimalComma(field);
        };
    }

    private static @Nullable String thousands(String field) {
        String plain = NumberText.json(field);
        if (plain != null || !mayBeNumber(field)) {
            return plain;
        }
        String number = field.strip();
        return GROUPED_BY_COMMA.matcher(number).matches() ? NumberText.json(without("," + SPACES, number)) : null;
    }

    private static @Nullable String decimalComma(String field) {
        if (field.indexOf('.') < 0 && NumberText.isNumber(field)) {
            return NumberText.json(field);
        }
        String number = field.strip();
        return mayBeNumber(field) && WITH_DECIMAL_COMMA.matcher(number).matches()
                ? NumberText.json(without("." + SPACES, number).replace(',', '.'))
                : null;
    }

    /** Tells most texts without a pattern. */
    private static boolean mayBeNumber(String field) {
        String number = field.strip();
        if (number.isEmpty() || number.length() > 60) {
            return false;
        }
        char last = number.charAt(number.length() - 1);
        char first = number.charAt(0);
        return last >= '0' && last <= '9' && ((first >= '0' && first <= '9') || first == '-' || first == '+');
    }

    private static String without(String characters, String text) {
        StringBuilder rest = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                rest.append(text.charAt(i));
            }
        }
        return rest.toString();
    }
}

package io.rdrop.tools.feed.files;

import org.jspecify.annotations.Nullable;

/** Decimal numbers as people and programs write them, such as {@code +5}, {@code .5}, {@code 007}, {@code 1e5}. */
public final class NumberText {
    private NumberText() {}

    /** Whether the text, without white space around it, is a decimal number; {@code NaN} and hexadecimals are none. */
    public static boolean isNumber(String text) {
        String number = text.strip();
        int i = skipSign(number, 0);
        int afterInteger = skipDigits(number, i);
        int digits = afterInteger - i;
        i = afterInteger;
        if (at(number, i, '.')) {
            int afterFraction = skipDigits(number, i + 1);
            digits += afterFraction - (i + 1);
            i = afterFraction;
        }
        if (digits > 0 && (at(number, i, 'e') || at(number, i, 'E'))) {
            int exponent = skipSign(number, i + 1);
            i = skipDigits(number, exponent);
            digits = i - exponent;
        }
        return digits > 0 && i == number.length();
    }

    /** The same number in JSON, with the same digits; null if the text is no number. */
    static @Nullable String json(String text) {
        if (!isNumber(text)) {
            return null;
        }
        String number = text.strip();
        int i = skipSign(number, 0);
        int pointOrEnd = skipDigits(number, i);
        while (i < pointOrEnd - 1 && number.charAt(i) == '0') {
            i++;
        }
        StringBuilder json = new StringBuilder(number.length() + 1);
        json.append(number.charAt(0) == '-' ? "-" : "").append(i == pointOrEnd ? "0" : number.substring(i, pointOrEnd));
        boolean barePoint = at(number, pointOrEnd, '.') && skipDigits(number, pointOrEnd + 1) == pointOrEnd + 1;
        return json.append(number, barePoint ? pointOrEnd + 1 : pointOrEnd, number.length())
                .toString();
    }

    private static int skipSign(String text, int from) {
        return at(text, from, '+') || at(text, from, '-') ? from + 1 : from;
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    private static boolean at(String text, int index, char c) {
        return index < text.length() && text.charAt(index) == c;
    }
}

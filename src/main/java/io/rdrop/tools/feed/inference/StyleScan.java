package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.tools.feed.files.NumberStyle;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which style a column writes its numbers: the one that reads most of them, a plain one on ties. */
final class StyleScan {
    private final List<NumberStyle> inOrder;
    private final Map<NumberStyle, Long> readable = new EnumMap<>(NumberStyle.class);
    private long numbers;
    private @Nullable String firstStyled;

    /** @param commasFirst whether commas that may be either, as in 1,234, are decimal ones */
    StyleScan(boolean commasFirst) {
        inOrder = commasFirst
                ? List.of(NumberStyle.DECIMAL_COMMA, NumberStyle.THOUSANDS)
                : List.of(NumberStyle.THOUSANDS, NumberStyle.DECIMAL_COMMA);
    }

    /** A value of kind NUMBER or STYLED. */
    void add(ValueKind kind, String text) {
        numbers++;
        boolean plain = kind == ValueKind.NUMBER;
        count(NumberStyle.PLAIN, plain);
        count(NumberStyle.THOUSANDS, plain || reads(NumberStyle.THOUSANDS, text));
        count(NumberStyle.DECIMAL_COMMA, readsWithDecimalComma(plain, text));
        if (!plain && firstStyled == null) {
            firstStyled = text;
        }
    }

    private void count(NumberStyle style, boolean reads) {
        readable.merge(style, reads ? 1L : 0L, Long::sum);
    }

    private long readable(NumberStyle style) {
        return readable.getOrDefault(style, 0L);
    }

    private static boolean reads(NumberStyle style, String text) {
        return style.json(text) != null;
    }

    /** A plain number is one without a point, or with three digits after it; most are told without a pattern. */
    private static boolean readsWithDecimalComma(boolean plain, String text) {
        String number = plain ? text.strip() : text;
        int point = number.indexOf('.');
        boolean told = plain && (point < 0 || number.length() - point != 4);
        return told ? point < 0 : reads(NumberStyle.DECIMAL_COMMA, text);
    }

    NumberStyle style() {
        NumberStyle best = NumberStyle.PLAIN;
        for (NumberStyle style : inOrder) {
            if (readable(style) > readable(best)) {
                best = style;
            }
        }
        return best;
    }

    /** Numbers in that style. */
    long readable() {
        return readable(style());
    }

    /** Numbers in other styles. */
    long misfits() {
        return numbers - readable();
    }

    /** What is taken for what, if that does not go without saying. */
    @Nullable
    String note(String column) {
        NumberStyle style = style();
        if (style == NumberStyle.PLAIN || firstStyled == null) {
            return null;
        }
        boolean other =
                firstStyled.indexOf(',') >= 0 && inOrder.stream().allMatch(each -> readable(each) == readable(style));
        return String.format(
                Locale.ROOT,
                "%s has numbers with %s: %s is taken as %s%s",
                column,
                style == NumberStyle.THOUSANDS ? "thousands set apart" : "decimal commas",
                Excerpt.of(firstStyled),
                style.json(firstStyled),
                other ? "; the file does not tell whether its commas are decimal ones" : "");
    }
}

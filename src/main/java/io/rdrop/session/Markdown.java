package io.rdrop.session;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A Markdown document that grows. Texts of strangers (names of columns, classes, topics) go into it as {@link #code}
 * only, where they cannot be read as anything else.
 */
final class Markdown {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;

    private final StringBuilder text = new StringBuilder();

    Markdown paragraph(String line) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(line).append('\n');
        return this;
    }

    Markdown heading(String line) {
        return paragraph("## " + line);
    }

    Markdown table(List<String> head, List<List<String>> rows) {
        paragraph(row(head));
        text.append(row(head.stream().map(cell -> "---").toList())).append('\n');
        rows.forEach(row -> text.append(row(row)).append('\n'));
        return this;
    }

    Markdown fenced(String language, String content) {
        String fence = "`".repeat(Math.max(3, longestTicks(content) + 1));
        return paragraph(fence + language + "\n" + content.strip() + "\n" + fence);
    }

    private static String row(List<String> cells) {
        // Within a cell this is an escape also where there is code.
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** A text as it is, within a line or a cell; characters that control are written as {@code \\uXXXX}. */
    static String code(String raw) {
        StringBuilder line = new StringBuilder();
        raw.chars().forEach(c -> {
            if (c < FIRST_PRINTABLE
                    || c == DELETE
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
                line.append(String.format("\\u%04x", c));
            } else {
                line.append((char) c);
            }
        });
        String ticks = "`".repeat(longestTicks(raw) + 1);
        boolean needsSpace = raw.startsWith("`") || raw.endsWith("`") || raw.isBlank();
        return needsSpace ? ticks + " " + line + " " + ticks : ticks + line + ticks;
    }

    private static int longestTicks(String raw) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < raw.length(); i++) {
            run = raw.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package io.rdrop.tools.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A terminal of some width, or a file, and what is seen on it. */
final class Screen {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final int columns;
    final Terminal terminal;

    private Screen(boolean interactive, int columns) {
        PrintStream both = new PrintStream(written, true, StandardCharsets.UTF_8);
        this.columns = columns;
        terminal = new Terminal(both, both, interactive, () -> columns);
    }

    static Screen ofColumns(int columns) {
        return new Screen(true, columns);
    }

    static Screen file() {
        return new Screen(false, 1);
    }

    String bytes() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** Its rows, as a terminal shows them that goes on in the next row at its last column. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        String text = bytes().replace("\033[K", "\033");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\r' -> row.setLength(0); // nothing here is written over only in part
                case '\033' -> row.setLength(0);
                case '\n' -> {
                    rows.add(row.toString());
                    row.setLength(0);
                }
                default -> {
                    row.append(c);
                    if (row.length() == columns) {
                        rows.add(row.toString());
                        row.setLength(0);
                    }
                }
            }
        }
        if (!row.isEmpty()) {
            rows.add(row.toString());
        }
        return rows;
    }
}

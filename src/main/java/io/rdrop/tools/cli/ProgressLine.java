package io.rdrop.tools.cli;

import io.rdrop.tools.live.RateSeries;
import java.util.List;
import java.util.Locale;

/** One live line on a terminal, as wide as that is; a line every few seconds elsewhere. */
final class ProgressLine {
    private static final long TERMINAL_MS = 200;
    private static final long PLAIN_MS = 5_000;
    private static final int BAR = 20;
    private static final double MS_PER_SECOND = 1000;
    private static final long SECONDS_PER_MINUTE = 60;

    private final Terminal terminal;
    private final long total;
    private final RateSeries rates = new RateSeries();
    private long shownMs = Long.MIN_VALUE;
    private long beganMs;
    private long before;

    /** @param total records in all; 0 if there is no end */
    ProgressLine(Terminal terminal, long total) {
        this.terminal = terminal;
        this.total = total;
    }

    /**
     * Shows the line, unless it was shown a moment ago.
     *
     * @param step what there is to say of the latest step, from the longest text to the shortest; empty for nothing
     */
    void show(long nowMs, long trained, long rejected, List<String> step) {
        boolean first = shownMs == Long.MIN_VALUE;
        if (first) {
            beganMs = nowMs;
            before = trained + rejected;
        } else if (nowMs - shownMs < (terminal.isInteractive() ? TERMINAL_MS : PLAIN_MS)) {
            return;
        }
        shownMs = nowMs;
        rates.add(nowMs / MS_PER_SECOND, trained + rejected);
        String line = fitting(trained, rejected, rates.now(), step);
        if (terminal.isInteractive()) {
            terminal.status(line);
        } else {
            terminal.progress(line);
        }
    }

    /** Leaves a last line, with the mean rate since the first, and goes on below it. */
    void end(long nowMs, long trained, long rejected, List<String> step) {
        double mean = shownMs == Long.MIN_VALUE
                ? Double.NaN
                : (trained + rejected - before) * MS_PER_SECOND / (nowMs - beganMs);
        terminal.progress(fitting(trained, rejected, mean, step));
    }

    /**
     * The longest text that fits: what is said of the step is worth more than the bar, how far it is more than both.
     */
    private String fitting(long trained, long rejected, double rate, List<String> step) {
        int longest = terminal.longest();
        String count = count(trained + rejected, rate) + (rejected > 0 ? grouped(" | rejected %,d", rejected) : "");
        for (String text : step) {
            for (int bar : new int[] {BAR, BAR / 2}) {
                String line = bar(trained + rejected, bar) + count + " | " + text;
                if (line.length() <= longest) {
                    return line;
                }
            }
        }
        for (String line : List.of(
                count + (step.isEmpty() ? "" : " | " + step.get(step.size() - 1)),
                bar(trained + rejected, BAR) + count,
                bar(trained + rejected, BAR / 2) + count)) {
            if (line.length() <= longest) {
                return line;
            }
        }
        return count;
    }

    private String bar(long done, int length) {
        if (total == 0) {
            return "";
        }
        int full = (int) Math.min(length, length * done / total);
        return "[" + "=".repeat(full) + " ".repeat(length - full) + "] ";
    }

    private String count(long done, double rate) {
        StringBuilder text = new StringBuilder(grouped("%,d", done));
        if (total > 0) {
            text.append(grouped(" of %,d", total));
        }
        if (Double.isFinite(rate)) {
            text.append(grouped(" | %,d/s", Math.round(rate)));
            if (total > done && rate > 0) {
                text.append(" | ").append(left((total - done) / rate));
            }
        }
        return text.toString();
    }

    /** Such as {@code 0:05 left} or {@code 2:03:00 left}. */
    private static String left(double duration) {
        long seconds = Math.round(Math.ceil(duration));
        long minutes = seconds / SECONDS_PER_MINUTE;
        long hours = minutes / SECONDS_PER_MINUTE;
        return (hours > 0
                        ? grouped("%,d:", hours) + String.format(Locale.ROOT, "%02d", minutes % SECONDS_PER_MINUTE)
                        : Long.toString(minutes))
                + String.format(Locale.ROOT, ":%02d left", seconds % SECONDS_PER_MINUTE);
    }

    private static String grouped(String format, long value) {
        return String.format(Locale.ROOT, format, value);
    }
}

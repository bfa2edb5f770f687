package io.rdrop.tools.cli;

import java.io.PrintStream;
import java.util.Locale;

/** One live line on a terminal, a line every few seconds elsewhere. */
final class ProgressLine {
    private static final long TERMINAL_MS = 200;
    private static final long PLAIN_MS = 5_000;
    private static final int BAR = 20;
    private static final double MS_PER_SECOND = 1000;

    private final PrintStream out;
    private final boolean terminal;
    private final long total;
    private long shownMs = Long.MIN_VALUE;
    private long rateMs;
    private long rateDone;
    private double rate;

    /** @param total records in all; 0 if there is no end */
    ProgressLine(PrintStream out, boolean terminal, long total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /** Shows the line, with what there is to say of the latest step, unless it was shown a moment ago. */
    void show(long nowMs, long trained, long rejected, String step) {
        long interval = terminal ? TERMINAL_MS : PLAIN_MS;
        if (shownMs != Long.MIN_VALUE && nowMs - shownMs < interval) {
            return;
        }
        measure(nowMs, trained + rejected);
        shownMs = nowMs;
        String line = line(trained, rejected, step);
        if (terminal) {
            out.print("\r\033[K" + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Leaves the line standing and goes on below it. */
    void end(long trained, long rejected, String step) {
        if (terminal) {
            out.print("\r\033[K");
        }
        out.println(line(trained, rejected, step));
    }

    private void measure(long nowMs, long done) {
        if (rateMs > 0 && nowMs > rateMs) {
            double current = (done - rateDone) * MS_PER_SECOND / (nowMs - rateMs);
            rate = rate == 0 ? current : 0.7 * rate + 0.3 * current;
        }
        rateMs = nowMs;
        rateDone = done;
    }

    private String line(long trained, long rejected, String step) {
        StringBuilder line = new StringBuilder();
        if (total > 0) {
            int full = (int) Math.min(BAR, BAR * (trained + rejected) / total);
            line.append('[')
                    .append("=".repeat(full))
                    .append(" ".repeat(BAR - full))
                    .append("] ");
        }
        line.append(String.format(Locale.ROOT, "%,d", trained + rejected));
        if (total > 0) {
            line.append(String.format(Locale.ROOT, " of %,d", total));
        }
        line.append(String.format(Locale.ROOT, " | %,.0f/s", rate));
        if (!step.isEmpty()) {
            line.append(" | ").append(step);
        }
        if (rejected > 0) {
            line.append(String.format(Locale.ROOT, " | rejected %,d", rejected));
        }
        return line.toString();
    }
}

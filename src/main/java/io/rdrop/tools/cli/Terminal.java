package io.rdrop.tools.cli;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * What a person sees: results on standard output, and how far things are on standard error, in one line that is written
 * over if that is a terminal. Safe for use by several threads.
 */
final class Terminal {
    private static final String CLEAR = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final IntSupplier columns;
    private String status = "";

    /**
     * A terminal, or files in the place of one.
     *
     * @param interactive whether {@code err} shows lines that can be written over
     * @param columns how many characters go into a line, asked each time
     */
    Terminal(PrintStream out, PrintStream err, boolean interactive, IntSupplier columns) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.columns = columns;
    }

    /** That of this process. */
    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, TerminalDevice.isStandardError(), TerminalDevice::columns);
    }

    boolean isInteractive() {
        return interactive;
    }

    /** The longest line that fits: the last column stays free, since some terminals go on to the next line there. */
    int longest() {
        return interactive ? Math.max(1, columns.getAsInt() - 1) : Integer.MAX_VALUE;
    }

    /** Shows how far things are, in the place of what was shown before; only for interactive ones. */
    synchronized void status(String text) {
        status = text.substring(0, Math.min(text.length(), longest()));
        err.print(CLEAR + status);
        err.flush();
    }

    /** Says how far things are in a line that stays. */
    synchronized void progress(String text) {
        clear();
        err.println(text.substring(0, Math.min(text.length(), longest())));
        err.flush();
    }

    /** A line of results, above the line that is written over. */
    synchronized void say(String text) {
        String shown = status;
        clear();
        out.println(text);
        out.flush();
        if (!shown.isEmpty()) {
            status(shown);
        }
    }

    /** Takes the line away that is written over. */
    synchronized void clear() {
        if (!status.isEmpty()) {
            status = "";
            err.print(CLEAR);
            err.flush();
        }
    }
}

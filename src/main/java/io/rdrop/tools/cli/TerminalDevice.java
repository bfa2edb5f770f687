package io.rdrop.tools.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operating system knows of the terminal of this process. */
final class TerminalDevice {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalDevice.class);
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int USUAL_COLUMNS = 80;
    private static final long ANSWER_S = 1;

    private static volatile int columns;

    private TerminalDevice() {}

    /** Whether standard error is a terminal that understands control characters. */
    @SuppressWarnings("SystemConsoleNull") // built and run on Java 17, where null means no terminal
    static boolean isStandardError() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return Files.readSymbolicLink(STANDARD_ERROR).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException e) {
            return System.console() != null; // not Linux
        }
    }

    /** Its width: what COLUMNS says, else what it has, also after it was made narrower; 80 if nobody knows. */
    static int columns() {
        if (columns == 0) {
            columns = parsed(System.getenv().getOrDefault("COLUMNS", ""));
            if (columns == 0) {
                followSize();
                columns = asked();
            }
        }
        return columns;
    }

    private static void followSize() {
        try {
            Signals.on("WINCH", () -> columns = 0);
        } catch (ReflectiveOperationException e) {
            LOG.debug("cannot follow the terminal's size", e);
        }
    }

    private static int asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (stty.waitFor(ANSWER_S, TimeUnit.SECONDS)) {
                String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                int width = parsed(size.substring(size.indexOf(' ') + 1));
                return width > 0 ? width : USUAL_COLUMNS;
            }
            stty.destroyForcibly();
        } catch (IOException e) {
            LOG.debug("no terminal to ask", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL_COLUMNS;
    }

    private static int parsed(String text) {
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
    }
}

package io.rdrop.tools.cli;

/** Whether a person is watching. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // built and run on Java 17, where null means no terminal
    static boolean isInteractive() {
        return System.console() != null;
    }
}

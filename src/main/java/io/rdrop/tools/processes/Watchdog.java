package io.rdrop.tools.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A shell that kills the processes it was told of when this process ends, in whatever way, and so its input does. */
public final class Watchdog implements AutoCloseable {
    /**
     * A number may belong to another process by then: its arguments must have the mark. Ctrl-C is not for the shell.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=
            while read -r pid; do
              [ "$pid" = done ] && exit 0
              pids="$pids $pid"
            done
            for pid in $pids; do
              if grep -qaF -e "$0" "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "$pid"; fi
            done
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Starts one; the arguments of every process that it is told of contain the mark. */
    public static Watchdog start(String mark) throws IOException {
        return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, mark)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void watch(long pid) throws IOException {
        tell(Long.toString(pid));
    }

    private void tell(String line) throws IOException {
        OutputStream input = shell.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }

    /** Ends its input as the end of this process would. */
    void abandon() throws IOException {
        shell.getOutputStream().close();
        shell.onExit().join();
    }

    /** Sends it away; it kills nobody. */
    @Override
    public void close() {
        try {
            tell("done");
            shell.getOutputStream().close();
        } catch (IOException e) {
            shell.destroyForcibly(); // somebody has ended it already
        }
        shell.onExit().join();
    }
}

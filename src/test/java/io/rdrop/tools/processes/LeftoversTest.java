package io.rdrop.tools.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    private Path folder = Path.of("");

    /** A Java program that waits for the end of its input. */
    private Process waiting() throws IOException {
        Path source = folder.resolve("Waiting.java");
        Files.writeString(
                source, "class Waiting { public static void main(String[] a) throws Exception { System.in.read(); } }");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        source.toString())
                .start();
    }

    @Test
    void findsAProcessThatRunsAndAPortThatIsListenedOn() throws Exception {
        Process process = waiting();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThat(Leftovers.of(folder.toString(), List.of(socket.getLocalPort())))
                    .containsExactlyInAnyOrder(
                            "process " + process.pid() + " is left",
                            "port " + socket.getLocalPort() + " is still listened on");
        } finally {
            process.destroyForcibly().onExit().join();
        }
        assertThat(Leftovers.of(folder.toString(), List.of(Ports.free()))).isEmpty();
    }

    @Test
    void theWatchdogKillsWhatItWasToldOfWhenItsInputEnds() throws Exception {
        Process process = waiting();
        Watchdog watchdog = Watchdog.start(folder.toString());
        watchdog.watch(process.pid());

        watchdog.abandon();

        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void aWatchdogThatIsSentAwayKillsNobody() throws Exception {
        Process process = waiting();
        try {
            Watchdog watchdog = Watchdog.start(folder.toString());
            watchdog.watch(process.pid());

            watchdog.close();

            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}

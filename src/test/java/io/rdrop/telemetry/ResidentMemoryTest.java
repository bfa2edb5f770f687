package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsKibibytesAsBytes() throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t   3072 kB\nThreads:\t9\n");

        assertThat(ResidentMemory.bytes(status)).isEqualTo(3 * 1_024 * 1_024);
    }

    @Test
    void isNotANumberWhereTheOperatingSystemDoesNotSay() throws Exception {
        assertThat(ResidentMemory.bytes(folder.resolve("absent"))).isNaN();
        assertThat(ResidentMemory.bytes(Files.writeString(folder.resolve("other"), "Name:\tjava\n")))
                .isNaN();
        assertThat(ResidentMemory.bytes(Files.writeString(folder.resolve("odd"), "VmRSS: much\n")))
                .isNaN();
    }
}

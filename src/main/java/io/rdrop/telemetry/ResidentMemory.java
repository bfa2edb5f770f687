package io.rdrop.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system holds in memory for this process; the only number that native memory is part of. */
public final class ResidentMemory {
    /** The name that Prometheus' own client libraries give it. */
    static final String SERIES = "process_resident_memory_bytes";

    static final String MEANING =
            "Resident memory of the process: heap, metaspace, threads, and native memory, which no series of the JVM has.";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String KEY = "VmRSS:";
    private static final int BYTES_PER_KIB = 1_024;

    private ResidentMemory() {}

    /** Bytes as of now; NaN where the operating system does not say. */
    public static double bytes() {
        return bytes(STATUS);
    }

    static double bytes(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(KEY))
                    .mapToDouble(line -> BYTES_PER_KIB
                            * Double.parseDouble(line.substring(KEY.length())
                                    .replace("kB", "")
                                    .strip()))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | RuntimeException e) {
            return Double.NaN;
        }
    }
}

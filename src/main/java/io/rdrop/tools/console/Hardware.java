package io.rdrop.tools.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a measurement ran on. */
public final class Hardware {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Hardware() {}

    /** Such as {@code 2 cores, AMD EPYC 7B13}. */
    public static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + cpu();
    }

    private static String cpu() {
        try {
            return Files.readAllLines(CPUINFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch"); // not Linux
        }
    }
}

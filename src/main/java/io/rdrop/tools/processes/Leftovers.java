package io.rdrop.tools.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is still there after everything should have ended. */
public final class Leftovers {
    private static final Path PROC = Path.of("/proc");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private Leftovers() {}

    /** What processes with this mark, and which of these ports, are left after some seconds: a line for each. */
    public static List<String> of(String mark, List<Integer> ports) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        Poll.until(PATIENCE, POLL, () -> {
            left.clear();
            for (long pid : processes(mark)) {
                left.add("process " + pid + " is left");
            }
            ports.stream()
                    .filter(port -> !Ports.isFree(port))
                    .forEach(port -> left.add("port " + port + " is still listened on"));
            return left.isEmpty();
        });
        return left;
    }

    private static List<Long> processes(String mark) throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(PROC)) {
            for (Path process : processes.toList()) {
                String name = String.valueOf(process.getFileName());
                if (name.chars().allMatch(Character::isDigit)
                        && Long.parseLong(name) != ProcessHandle.current().pid()
                        && isOurs(arguments(process), mark)) {
                    found.add(Long.parseLong(name));
                }
            }
        }
        return found;
    }

    /** Not a shell or an editor that somebody has opened there. */
    private static boolean isOurs(String arguments, String mark) {
        int end = arguments.indexOf('\0');
        return end > 0 && arguments.substring(0, end).endsWith("java") && arguments.indexOf(mark, end) > 0;
    }

    private static String arguments(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}

package io.rdrop.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process of its own, with its output in a file. */
final class Launched implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Launched(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Launched start(Path output, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Launched(builder.start(), output);
    }

    /** Runs to the end; the exit code and all that was printed. */
    static Result run(Path output, List<String> command) throws IOException, InterruptedException {
        try (Launched launched = start(output, Map.of(), command)) {
            return launched.result(Duration.ofMinutes(5));
        }
    }

    Result result(Duration atMost) throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running after " + atMost + ":\n" + printed());
        }
        return new Result(process.exitValue(), printed());
    }

    /** Waits until the process has printed this. */
    void awaitPrinted(String text, Duration atMost) throws IOException, InterruptedException {
        await(atMost, text, () -> printedSafely().contains(text));
    }

    void await(Duration atMost, String what, BooleanSupplier condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            boolean ended = !process.isAlive() && !condition.getAsBoolean();
            if (ended || System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for `" + what + "`; printed so far:\n" + printed());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, which has the same handler as Ctrl-C's SIGINT; a shell lets its background processes ignore SIGINT. */
    void terminate() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private String printedSafely() {
        try {
            return printed();
        } catch (IOException e) {
            return "";
        }
    }

    String printed() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** How a process ended. */
    record Result(int exitCode, String printed) {}
}

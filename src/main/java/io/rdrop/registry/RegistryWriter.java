package io.rdrop.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A job that publishes to a registry, and the process that it does so from.
 *
 * @param id of the job: the same after every restart, from whichever state
 * @param job its name
 * @param host for people
 * @param kernel what numbers processes there, as it names itself; empty if it does not
 * @param pid of the process
 * @param started when the process was, milliseconds since the epoch; 0 if unknown
 * @param since when the job began to write from this process
 */
public record RegistryWriter(String id, String job, String host, String kernel, long pid, long started, Instant since) {
    /** The clock by which a start is told may be set meanwhile. */
    private static final Duration INACCURACY = Duration.ofSeconds(5);

    /** A job in this process. */
    public static RegistryWriter here(String id, String job, Instant since) {
        ProcessHandle self = ProcessHandle.current();
        return new RegistryWriter(id, job, thisHost(), thisKernel(), self.pid(), startOf(self), since);
    }

    /** Whether its process can be looked for from here, and is not there any more. */
    boolean isGone() {
        return !kernel.isEmpty()
                && kernel.equals(thisKernel())
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> Math.abs(startOf(process) - started) <= INACCURACY.toMillis())
                        .isEmpty();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** Linux: this run of the kernel, and in it the container's own numbering. */
    private static String thisKernel() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "job " + job + " (host " + host + ", process " + pid + ", since " + since + ")";
    }
}

package io.rdrop.tools.processes;

import io.rdrop.tools.embedded.BrokerStorage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** A Kafka broker as a process on loopback; it comes back with the same data on the same port. */
public final class KafkaProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final int ASK_MS = 1_000;

    private final Path folder;
    private final Distribution distribution;
    private final Watchdog watchdog;
    private final List<Integer> ports;
    private ChildProcess process;

    private KafkaProcess(
            Path folder, Distribution distribution, Watchdog watchdog, List<Integer> ports, ChildProcess process) {
        this.folder = folder;
        this.distribution = distribution;
        this.watchdog = watchdog;
        this.ports = ports;
        this.process = process;
    }

    /** Starts a broker whose files are in this folder, and returns when it serves. */
    public static KafkaProcess start(Path folder, Distribution distribution, Watchdog watchdog)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data")).toRealPath();
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        Properties properties = BrokerStorage.format(data, address(ports.get(0)), address(ports.get(1)));
        // A broker that comes back is the one that died: its old session must not keep it out for long.
        properties.setProperty("broker.session.timeout.ms", "2000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
        try (Writer out = Files.newBufferedWriter(folder.resolve("server.properties"))) {
            properties.store(out, null);
        }
        Files.writeString(folder.resolve("log4j2.properties"), ProcessLog.configuration("warn"));
        KafkaProcess kafka =
                new KafkaProcess(folder, distribution, watchdog, ports, launch(folder, distribution, watchdog));
        try {
            kafka.awaitServing();
            return kafka;
        } catch (IOException | InterruptedException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private static ChildProcess launch(Path folder, Distribution distribution, Watchdog watchdog) throws IOException {
        return ChildProcess.start(
                folder.resolve("broker.log"),
                JavaCommand.of(
                        List.of("-Xmx256m", "-XX:+UseSerialGC", ProcessLog.option(folder.resolve("log4j2.properties"))),
                        distribution.libraries() + "/*",
                        "kafka.Kafka",
                        List.of(folder.resolve("server.properties").toString())),
                watchdog);
    }

    private void awaitServing() throws IOException, InterruptedException {
        process.await(START, "the broker at " + bootstrap(), this::serves);
    }

    private boolean serves() throws InterruptedException {
        if (Ports.isFree(ports.get(0))) {
            return false; // no need for a client yet
        }
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ASK_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ASK_MS))) {
            return !admin.describeCluster(new DescribeClusterOptions())
                    .nodes()
                    .get()
                    .isEmpty();
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return address(ports.get(0));
    }

    private static String address(int port) {
        return Ports.HOST + ":" + port;
    }

    /** What it listens on. */
    public List<Integer> ports() {
        return ports;
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts it again after {@link #kill}, and returns when it serves. */
    public void restart() throws IOException, InterruptedException {
        process = launch(folder, distribution, watchdog);
        awaitServing();
    }

    @Override
    public void close() {
        process.close();
    }
}

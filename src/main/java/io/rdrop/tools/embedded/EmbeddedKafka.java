package io.rdrop.tools.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node that is broker and controller) in this process, on loopback only and on free
 * ports.
 *
 * <p>Records of up to 64 MiB pass, nothing expires, topics are not created by themselves. A fault inside the broker is
 * logged and surfaces to its clients; unlike a broker process, it does not end the JVM it lives in.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final TemporaryDirectory directory;
    private final DirectoryLock lock;
    private final LoopbackSockets sockets;
    private final String bootstrap;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(
            TemporaryDirectory directory,
            DirectoryLock lock,
            LoopbackSockets sockets,
            int port,
            Map<String, String> more)
            throws Exception {
        this.directory = directory;
        this.lock = lock;
        this.sockets = sockets;
        this.bootstrap = sockets.bind(port);
        String controllerAddress = sockets.bind(0);
        Properties properties = BrokerProperties.of(directory.path(), bootstrap, controllerAddress);
        properties.putAll(more);
        KafkaConfig config = new KafkaConfig(properties);
        BrokerStorage.format(directory.path());
        var logDirs = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        MetaPropertiesEnsemble meta = logDirs._1();
        BootstrapMetadata metadata = logDirs._2();
        SharedServer shared = new SharedServer(
                config,
                meta,
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(
                        Map.of(BrokerProperties.NODE_ID, LoopbackSockets.address(controllerAddress))),
                List.of(),
                (name, fatal, action) -> new LoggingFaultHandler(name, action),
                sockets);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), metadata);
        this.broker = new BrokerServer(shared);
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param directory its data, found again by a later start over the same directory; made if absent; null for a
     *     temporary one, deleted at {@link #close}
     * @throws IOException if it cannot start; names the directory (which may be in use by another broker)
     */
    public static EmbeddedKafka start(@Nullable Path directory) throws IOException {
        return start(directory, 0, Map.of());
    }

    /** As {@link #start(Path)}, on a port (0 for any that is free) and with further properties of the broker. */
    static EmbeddedKafka start(@Nullable Path directory, int port, Map<String, String> more) throws IOException {
        TemporaryDirectory data = TemporaryDirectory.orGiven(directory, "rdrop-kafka-");
        try {
            return start(data, DirectoryLock.of(data.path()), port, more);
        } catch (IOException e) {
            data.close();
            throw new IOException("cannot start Kafka over " + data.path() + ": " + e.getMessage(), e);
        }
    }

    private static EmbeddedKafka start(TemporaryDirectory data, DirectoryLock lock, int port, Map<String, String> more)
            throws IOException {
        LoopbackSockets sockets = new LoopbackSockets();
        EmbeddedKafka kafka = null;
        try {
            kafka = new EmbeddedKafka(data, lock, sockets, port, more);
            kafka.controller.startup();
            kafka.broker.startup();
            return kafka;
        } catch (Exception e) {
            if (kafka == null) {
                sockets.close();
                lock.close();
            } else {
                kafka.close();
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /** {@code 127.0.0.1:port}, for {@code bootstrap.servers}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Where its data are. */
    Path directory() {
        return directory.path();
    }

    /** Stops the broker; a given directory stays, a temporary one is deleted. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (directory;
                lock;
                sockets) {
            broker.shutdown(SHUTDOWN);
            controller.shutdown();
            controller.awaitShutdown();
            broker.awaitShutdown();
        } catch (IOException e) {
            LOG.warn("closing Kafka at {}", bootstrap, e);
        }
    }
}

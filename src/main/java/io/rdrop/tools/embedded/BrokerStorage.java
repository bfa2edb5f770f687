package io.rdrop.tools.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The directory that a broker keeps its data in. */
public final class BrokerStorage {
    private BrokerStorage() {}

    /**
     * Prepares a directory, if that was not done before, for a single-node broker.
     *
     * @param broker host:port where it serves
     * @param controller host:port of its controller
     * @return the broker's properties
     * @throws IOException if the directory cannot be prepared
     */
    public static Properties format(Path directory, String broker, String controller) throws IOException {
        try {
            format(directory);
        } catch (Exception e) {
            throw new IOException("cannot prepare " + directory + " for Kafka: " + e.getMessage(), e);
        }
        return BrokerProperties.of(directory, broker, controller);
    }

    static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(Optional.of(directory.toString()))
                    .addDirectory(directory.toString())
                    .run();
        }
    }
}

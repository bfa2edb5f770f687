package io.rdrop.tools.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** Settings of a single-node KRaft broker within the job's process: few threads, few partitions, nothing expires. */
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String BROKER_LISTENER = "BROKER";
    /** A record of 64 MiB, and room for its batch header and key. */
    private static final int MESSAGE_MAX_BYTES = 65 << 20;

    private static final String FOREVER = "-1";

    private BrokerProperties() {}

    static Properties of(Path directory, String brokerAddress, String controllerAddress) {
        Properties properties = new Properties();
        identity(properties, directory, brokerAddress, controllerAddress);
        sizes(properties);
        internalTopics(properties);
        threads(properties);
        return properties;
    }

    private static void identity(Properties properties, Path directory, String broker, String controller) {
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", Integer.toString(NODE_ID));
        properties.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        properties.setProperty(
                "listeners", BROKER_LISTENER + "://" + broker + "," + CONTROLLER_LISTENER + "://" + controller);
        properties.setProperty("advertised.listeners", BROKER_LISTENER + "://" + broker);
        properties.setProperty(
                "listener.security.protocol.map", BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        properties.setProperty("inter.broker.listener.name", BROKER_LISTENER);
        properties.setProperty("log.dirs", directory.toString());
    }

    private static void sizes(Properties properties) {
        // The job judges oversized records; they must get through the broker to be judged.
        properties.setProperty("message.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        properties.setProperty("replica.fetch.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        properties.setProperty("replica.fetch.response.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        // Training data is not for a demo broker to delete.
        properties.setProperty("log.retention.ms", FOREVER);
        properties.setProperty("log.retention.bytes", FOREVER);
        properties.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        properties.setProperty("auto.create.topics.enable", "false");
        // Flink's exactly-once sink asks for long transactions, so that a restart within that time loses nothing.
        properties.setProperty("transaction.max.timeout.ms", Integer.toString(24 * 3_600_000));
    }

    private static void internalTopics(Properties properties) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(topic + ".num.partitions", "1");
            properties.setProperty(topic + ".replication.factor", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("num.partitions", "1");
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    private static void threads(Properties properties) {
        // The operating system's buffers, which grow as a fetch needs.
        properties.setProperty("socket.send.buffer.bytes", "-1");
        properties.setProperty("socket.receive.buffer.bytes", "-1");
        properties.setProperty("num.network.threads", "1");
        properties.setProperty("num.io.threads", "2");
        properties.setProperty("background.threads", "1");
        properties.setProperty("num.replica.fetchers", "1");
        properties.setProperty("group.coordinator.threads", "1");
        properties.setProperty("share.coordinator.threads", "1");
        properties.setProperty("log.cleaner.threads", "1");
        properties.setProperty("num.recovery.threads.per.data.dir", "1");
    }
}

package io.rdrop.tools.chaos;

import io.rdrop.control.CommandJson;
import io.rdrop.example.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends commands among the records of a feed, evenly, in a thread of its own. */
final class SteadyCommands implements AutoCloseable {
    private static final long TICK_MS = 20;

    private final List<Command> commands;
    private final Completion completion;
    private final SteadyFeed feed;
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean done;

    /** Adds what is known only when a command is sent. */
    @FunctionalInterface
    interface Completion {
        Command complete(Command command) throws IOException, InterruptedException;
    }

    /** Begins at once. The feed is the caller's. */
    SteadyCommands(String bootstrap, String topic, List<Command> commands, Completion completion, SteadyFeed feed) {
        this.commands = commands;
        this.completion = completion;
        this.feed = feed;
        this.topic = topic;
        producer = SteadyFeed.producer(bootstrap);
        thread = new Thread(this::run, "commands");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            int records = feed.left();
            for (int i = 0; i < commands.size(); i++) {
                double leftThen = records * (1 - (i + 1.0) / (commands.size() + 1));
                while (feed.left() > leftThen) {
                    TimeUnit.MILLISECONDS.sleep(TICK_MS);
                }
                Command command = completion.complete(commands.get(i));
                // One after the other: a job takes none that comes before one it has seen.
                producer.send(new ProducerRecord<>(topic, 0, null, CommandJson.write(command)))
                        .get();
            }
            done = true;
        } catch (InterruptedException | IOException | ExecutionException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** True when Kafka has all of them. */
    boolean done() {
        return done;
    }

    /** Throws what the sending failed of, if it did. */
    void check() throws IOException {
        Exception e = failure.get();
        if (e != null) {
            throw new IOException("the commands could not be sent: " + e, e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close(Duration.ZERO);
    }
}

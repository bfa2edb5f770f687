package io.rdrop.tools.chaos;

import io.rdrop.job.KafkaClients;
import io.rdrop.tools.feed.sending.Feeder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Spreads records evenly over a time, in a thread of its own; when that time is nearly over and nobody has set another,
 * ever more thinly, so that there is always something to train on. A broker that is away for a while delays it and does
 * nothing else.
 */
final class SteadyFeed implements AutoCloseable {
    private static final String PATIENCE_MS =
            Long.toString(Duration.ofMinutes(10).toMillis());
    private static final long TICK_MS = 10;
    /** From here on thinner. */
    private static final double LAST_NANOS = 20e9;

    private final List<ChaosInput.Sent> records;
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile long endNs;
    private volatile boolean hurry;
    private volatile boolean done;

    SteadyFeed(String bootstrap, String topic, List<ChaosInput.Sent> records, Duration duration) {
        this.records = records;
        this.topic = topic;
        last(duration);
        producer = producer(bootstrap);
        thread = new Thread(this::run, "feed");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that waits out a broker that is away. */
    static Producer<byte[], byte[]> producer(String bootstrap) {
        return Feeder.producer(KafkaClients.properties(
                bootstrap,
                Map.of(
                        "delivery.timeout.ms", PATIENCE_MS,
                        "max.block.ms", PATIENCE_MS,
                        "reconnect.backoff.max.ms", "200")));
    }

    private void run() {
        try {
            double due = 0;
            long beforeNs = System.nanoTime();
            for (ChaosInput.Sent record : records) {
                while (due < 1 && !hurry) {
                    TimeUnit.MILLISECONDS.sleep(TICK_MS);
                    long nowNs = System.nanoTime();
                    due += left() * (nowNs - beforeNs) / Math.max(LAST_NANOS, (double) (endNs - nowNs));
                    beforeNs = nowNs;
                }
                due--;
                send(record);
                sent.incrementAndGet();
            }
            producer.flush();
            done = true;
        } catch (InterruptedException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private void send(ChaosInput.Sent record) {
        producer.send(new ProducerRecord<>(topic, record.partition(), null, record.value()), (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** Spreads what is left over this time, from now on. */
    void last(Duration duration) {
        endNs = System.nanoTime() + duration.toNanos();
    }

    /** Sends what is left as fast as Kafka takes it. */
    void hurry() {
        hurry = true;
    }

    /** Records that were not sent yet. */
    int left() {
        return records.size() - sent.get();
    }

    /** True when Kafka has everything. */
    boolean done() {
        return done;
    }

    /** Throws what the sending failed of, if it did. */
    void check() throws IOException {
        Exception e = failure.get();
        if (e != null) {
            throw new IOException("the input could not be sent: " + e, e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close(Duration.ZERO);
    }
}

package io.rdrop.tools.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.job.KafkaClients;
import io.rdrop.tools.feed.sending.Feeder;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records without labels at a pace, beside half as many examples, up to a mark that is moved on. A broker may be away.
 */
final class PacedRecords implements AutoCloseable {
    private static final String PATIENCE_MS =
            Long.toString(Duration.ofMinutes(10).toMillis());
    private static final long TICK_MS = 10;
    private static final double MS_PER_SECOND = 1_000;

    private final double perSecond;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "records");
    private volatile int mark;
    private volatile int sent;

    PacedRecords(String bootstrap, double perSecond) {
        this.perSecond = perSecond;
        producer = Feeder.producer(KafkaClients.properties(
                bootstrap,
                Map.of(
                        "delivery.timeout.ms", PATIENCE_MS,
                        "max.block.ms", PATIENCE_MS,
                        "reconnect.backoff.max.ms", "200")));
        thread.setDaemon(true);
        thread.start();
    }

    static String id(long number) {
        return "r-" + number;
    }

    /** Of an id. */
    static long number(String id) {
        return Long.parseLong(id.substring(id(0).length() - 1));
    }

    /** What a record says; the label of an example depends on it, and drifts. */
    static byte[] record(long number) {
        return ("{\"id\": \"" + id(number) + "\", " + features(number) + "}").getBytes(UTF_8);
    }

    static byte[] example(long number) {
        boolean above = Math.sin(number * 0.7) + Math.cos(number * 1.3) * Math.sin(number / 5_000.0) > 0;
        return ("{" + features(number) + ", \"label\": " + (above ? 1 : 0) + "}").getBytes(UTF_8);
    }

    private static String features(long number) {
        return String.format(
                Locale.ROOT,
                "\"features\": {\"x\": %.6f, \"y\": %s, \"colour\": \"k%d\"}",
                Math.sin(number * 0.7),
                number % 11 == 0 ? "null" : String.format(Locale.ROOT, "%.6f", Math.cos(number * 1.3)),
                number % 7);
    }

    private void run() {
        try {
            double due = 0;
            long number = 0;
            while (true) {
                TimeUnit.MILLISECONDS.sleep(TICK_MS);
                due = Math.min(mark, due + perSecond * TICK_MS / MS_PER_SECOND);
                for (; number < due; number++) {
                    send("records", record(number));
                    if (number % 2 == 0) {
                        send("examples", example(number));
                    }
                    sent = (int) number + 1;
                }
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private void send(String topic, byte[] value) {
        producer.send(new ProducerRecord<>(topic, 0, null, value), (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** So many may be sent by now. */
    void allow(int records) {
        mark = records;
    }

    /** Records handed to the producer so far. */
    int sent() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("records could not be sent: " + failed, failed);
        }
        return sent;
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close(Duration.ZERO);
    }
}

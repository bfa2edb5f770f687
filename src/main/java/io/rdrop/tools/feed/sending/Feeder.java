package io.rdrop.tools.feed.sending;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records to partition 0 of a topic, in order: one partition keeps it. A record that the broker finds too large
 * is counted and left out; any other error stops the feeding.
 */
public final class Feeder {
    private static final int PARTITION = 0;

    private static final int BATCH_BYTES = 16 << 10;

    /** A broker that is away for less than this delays the feeding and does not end it. */
    private static final int OUTAGE_MS = 5 * 60_000;

    /**
     * A record from this size on travels alone. Where the broker refuses a batch as too large, the producer splits it;
     * a batch of one huge record with a tiny one in its spare bytes is split into itself, for ever.
     */
    private static final int ALONE_BYTES = 256 << 10;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Pacer pacer;
    private final boolean loop;
    private final FeedListener listener;

    /**
     * @param producer stays the caller's to close
     * @param topic must exist
     * @param perSecond records per second, &gt; 0; infinite for no limit
     * @param loop begin again at the end, until the thread is interrupted
     * @param listener told after every record
     */
    public Feeder(
            Producer<byte[], byte[]> producer, String topic, double perSecond, boolean loop, FeedListener listener) {
        this(producer, topic, Pacer.of(perSecond), loop, listener);
    }

    Feeder(Producer<byte[], byte[]> producer, String topic, Pacer pacer, boolean loop, FeedListener listener) {
        this.producer = producer;
        this.topic = topic;
        this.pacer = pacer;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * A producer that keeps order and loses nothing (idempotent, acks from all replicas).
     *
     * @param properties of Kafka clients, such as bootstrap servers and security; they win over the ones set here
     */
    public static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES); // well below any sane message.max.bytes, see above
        // How long a record may be is for the broker and the job to say.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 64 << 20);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 96L << 20);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, OUTAGE_MS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, OUTAGE_MS);
        config.putAll(properties);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends everything and waits until Kafka has it. An interrupt of the thread ends it early, with what was sent so
     * far acknowledged.
     *
     * @param records iterated once, or again and again in a loop; a Closeable iterator is closed
     * @throws FeedException if Kafka does not take a record
     */
    public FeedResult feed(Iterable<byte[]> records) {
        Acknowledgements acknowledgements = new Acknowledgements(topic);
        Sent sent = new Sent();
        boolean interrupted = false;
        try {
            long before;
            do {
                before = sent.records;
                pass(records, sent, acknowledgements);
            } while (loop && sent.records > before);
        } catch (InterruptedException | InterruptException e) {
            interrupted = true;
        }
        interrupted |= flush();
        acknowledgements.check();
        FeedResult result = new FeedResult(
                acknowledgements.acknowledged(),
                sent.bytes,
                acknowledgements.refused(),
                acknowledgements.firstRefused(),
                interrupted);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result;
    }

    private void pass(Iterable<byte[]> records, Sent sent, Acknowledgements acknowledgements)
            throws InterruptedException {
        Iterator<byte[]> iterator = records.iterator();
        try {
            while (iterator.hasNext()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                pacer.await(sent.records);
                send(iterator.next(), sent, acknowledgements);
                acknowledgements.check();
                listener.sent(sent.records, sent.bytes);
            }
        } finally {
            close(iterator);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private void send(byte[] value, Sent sent, Acknowledgements acknowledgements) {
        long number = sent.records + 1;
        try {
            producer.send(
                    new ProducerRecord<>(topic, PARTITION, null, value),
                    (metadata, error) -> acknowledgements.on(number, value.length, error));
            if (value.length >= ALONE_BYTES) {
                producer.flush();
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            throw acknowledgements.failed(number, value.length, e);
        }
        sent.records++;
        sent.bytes += value.length;
    }

    /** Waits for everything sent; true if an interrupt came meanwhile, which is obeyed by not waiting any more. */
    private boolean flush() {
        Thread.interrupted(); // the interrupt that ended the sending must not end the flushing
        try {
            producer.flush();
            return Thread.interrupted();
        } catch (InterruptException e) {
            Thread.interrupted();
            return true;
        }
    }

    private static void close(Iterator<byte[]> iterator) {
        if (iterator instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                // Everything that was wanted has been read.
            }
        }
    }

    /** What was handed to the producer so far. */
    private static final class Sent {
        private long records;
        private long bytes;
    }
}

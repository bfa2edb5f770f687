package io.rdrop.tools.feed.sending;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Takes the labels out of JSON records, and sends them to a topic of their own, each so long after its record. A record
 * without id is given one, {@code row-1} and so on. One thread takes records, another sends labels.
 */
public final class DelayedLabels implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "id";
    private static final String LABEL = "label";
    private static final String MODEL = "model";
    private static final int PARTITION = 0;

    private final Producer<byte[], byte[]> producer;
    private final Acknowledgements acknowledgements;
    private final String topic;
    private final long afterNanos;
    private final DelayQueue<Due> waiting = new DelayQueue<>();
    private final Thread thread = new Thread(this::send, "delayed-labels");
    private long rows;
    private long sent;

    private record Due(byte[] label, long atNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /**
     * Starts to send.
     *
     * @param producer stays the caller's to close, after this
     * @param topic must exist
     */
    public DelayedLabels(Producer<byte[], byte[]> producer, String topic, Duration after) {
        this.producer = producer;
        this.topic = topic;
        afterNanos = after.toNanos();
        acknowledgements = new Acknowledgements(topic);
        thread.setDaemon(true);
        thread.start();
    }

    /** The records without their labels, which come later; what has no label, or is no JSON, as it is. */
    public Iterable<byte[]> apart(Iterable<byte[]> records) {
        return () -> new Apart(records.iterator());
    }

    private final class Apart implements Iterator<byte[]>, Closeable {
        private final Iterator<byte[]> all;

        Apart(Iterator<byte[]> all) {
            this.all = all;
        }

        @Override
        public boolean hasNext() {
            return all.hasNext();
        }

        @Override
        public byte[] next() {
            return withoutLabel(all.next());
        }

        @Override
        public void close() throws IOException {
            if (all instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }

    private byte[] withoutLabel(byte[] record) {
        rows++;
        JsonNode tree;
        try {
            tree = JSON.readTree(record);
        } catch (IOException e) {
            return record;
        }
        if (!(tree instanceof ObjectNode event) || !event.hasNonNull(LABEL)) {
            return record;
        }
        if (!event.hasNonNull(ID)) {
            event.put(ID, "row-" + rows);
        }
        ObjectNode label = JSON.createObjectNode();
        label.set(ID, event.get(ID));
        if (event.hasNonNull(MODEL)) {
            label.set(MODEL, event.get(MODEL));
        }
        label.set(LABEL, event.remove(LABEL));
        waiting.add(new Due(bytes(label), System.nanoTime() + afterNanos));
        return bytes(event);
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // it was read from JSON
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private void send() {
        try {
            while (true) {
                byte[] label = waiting.take().label();
                long number = ++sent;
                producer.send(
                        new ProducerRecord<>(topic, PARTITION, null, label),
                        (metadata, error) -> acknowledgements.on(number, label.length, error));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody waits for the rest
        }
    }

    /** Waits until all labels are sent, and says how many. */
    public long finish() throws InterruptedException {
        while (!waiting.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        close();
        producer.flush();
        acknowledgements.check();
        return acknowledgements.acknowledged();
    }

    /** Sends no more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

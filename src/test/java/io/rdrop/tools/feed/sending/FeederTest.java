package io.rdrop.tools.feed.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeederTest {
    private static final double UNLIMITED = Double.POSITIVE_INFINITY;

    private final MockProducer<byte[], byte[]> kafka = producer();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void sendsEverythingInOrderToPartitionZeroWithoutKey() {
        List<Long> progress = new ArrayList<>();
        FeedResult result =
                new Feeder(kafka, "t", UNLIMITED, false, (records, bytes) -> progress.add(records)).feed(records(100));
        assertThat(result).isEqualTo(new FeedResult(100, 190, 0, "", false));
        assertThat(kafka.flushed()).isTrue();
        assertThat(progress).hasSize(100).endsWith(100L).isSorted();
        assertThat(kafka.history()).allMatch(r -> r.topic().equals("t") && r.partition() == 0 && r.key() == null);
        assertThat(kafka.history().stream().map(FeederTest::text).toList())
                .isEqualTo(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
    }

    @Test
    void loopsUntilInterruptedAndThenFlushes() {
        FeedResult result = new Feeder(kafka, "t", UNLIMITED, true, (records, bytes) -> {
                    if (records == 25) {
                        Thread.currentThread().interrupt();
                    }
                })
                .feed(records(10));
        assertThat(result.interrupted()).isTrue();
        assertThat(result.records()).isEqualTo(25);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(kafka.flushed()).isTrue();
        assertThat(text(kafka.history().get(24))).isEqualTo("4");
    }

    @Test
    void endsALoopOverNothing() {
        assertThat(new Feeder(kafka, "t", UNLIMITED, true, FeedListener.NONE)
                        .feed(List.of())
                        .records())
                .isZero();
    }

    @Test
    void holdsTheRateAndMakesUpForDelays() {
        AtomicLong nowNanos = new AtomicLong(5_000);
        List<Long> sleeps = new ArrayList<>();
        Pacer pacer = new Pacer(10, nowNanos::get, nanos -> {
            sleeps.add(nanos);
            nowNanos.addAndGet(nanos);
        });
        new Feeder(kafka, "t", pacer, false, (records, bytes) -> {
                    if (records == 2) {
                        nowNanos.addAndGet(150_000_000); // a slow moment
                    }
                })
                .feed(records(5));
        assertThat(sleeps).containsExactly(100_000_000L, 50_000_000L, 100_000_000L);
        assertThatThrownBy(() -> Pacer.of(0)).hasMessageContaining("must be > 0");
        assertThatThrownBy(() -> Pacer.of(Double.NaN)).hasMessageContaining("must be > 0");
    }

    @Test
    void leavesOutWhatTheBrokerFindsTooLargeAndCountsIt() {
        FailingProducer failing = new FailingProducer(3, new RecordTooLargeException("too large"));
        FeedResult result = new Feeder(failing, "t", UNLIMITED, false, FeedListener.NONE).feed(records(5));
        assertThat(result).isEqualTo(new FeedResult(4, 5, 1, "record 3 of 1 bytes", false));
    }

    @Test
    void letsAHugeRecordTravelAlone() {
        List<Integer> sentAtFlush = new ArrayList<>();
        MockProducer<byte[], byte[]> flushing =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized void flush() {
                        sentAtFlush.add(history().size());
                        super.flush();
                    }
                };
        List<byte[]> records = List.of(new byte[10], new byte[1 << 20], new byte[0]);
        new Feeder(flushing, "t", UNLIMITED, false, FeedListener.NONE).feed(records);
        assertThat(sentAtFlush).containsExactly(2, 3);
    }

    @Test
    void namesTheRecordThatKafkaDidNotTake() {
        CloseableRecords records = new CloseableRecords(records(5));
        FailingProducer failing = new FailingProducer(3, new AuthorizationException("no right to write"));
        Feeder feeder = new Feeder(failing, "t", UNLIMITED, false, FeedListener.NONE);
        assertThatThrownBy(() -> feeder.feed(records))
                .isInstanceOf(FeedException.class)
                .hasMessage("Kafka did not take record 3 (1 bytes) for topic t: no right to write");
        assertThat(records.closed).isTrue();
        assertThat(failing.history()).hasSize(2);
    }

    @Test
    void namesTheRecordThatTheProducerThrewAt() {
        kafka.sendException = new IllegalStateException("fenced");
        Feeder feeder = new Feeder(kafka, "t", UNLIMITED, false, FeedListener.NONE);
        assertThatThrownBy(() -> feeder.feed(records(5)))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("record 1 (1 bytes) for topic t: fenced");
    }

    @Test
    void makesAProducerThatKafkaAcceptsAndThatTheCallerMayConfigure() {
        Feeder.producer(Map.of("bootstrap.servers", "127.0.0.1:1")).close(Duration.ZERO);
        assertThatThrownBy(() -> Feeder.producer(Map.of("bootstrap.servers", "127.0.0.1:1", "acks", "1")))
                .hasMessageContaining("acks");
    }

    private static String text(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static List<byte[]> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Answers the n-th record with an error. */
    private static final class FailingProducer extends MockProducer<byte[], byte[]> {
        private final int failing;
        private final RuntimeException error;
        private int sent;

        FailingProducer(int failing, RuntimeException error) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.failing = failing;
            this.error = error;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (++sent == failing) {
                callback.onCompletion(null, error);
                return CompletableFuture.failedFuture(error);
            }
            return super.send(record, callback);
        }
    }

    private static final class CloseableRecords implements Iterable<byte[]> {
        private final List<byte[]> records;
        private boolean closed;

        CloseableRecords(List<byte[]> records) {
            this.records = records;
        }

        @Override
        public Iterator<byte[]> iterator() {
            return new CloseableIterator(records.iterator());
        }

        private final class CloseableIterator implements Iterator<byte[]>, Closeable {
            private final Iterator<byte[]> iterator;

            CloseableIterator(Iterator<byte[]> iterator) {
                this.iterator = iterator;
            }

            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public byte[] next() {
                return iterator.next();
            }

            @Override
            public void close() {
                closed = true;
            }
        }
    }
}

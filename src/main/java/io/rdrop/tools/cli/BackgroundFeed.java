package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.KafkaClients;
import io.rdrop.tools.feed.sending.FeedResult;
import io.rdrop.tools.feed.sending.Feeder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Feeds records in a thread of its own while the job already learns from the first ones. */
final class BackgroundFeed implements AutoCloseable {
    private static final long JOIN_MS = 10_000;

    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable FeedResult> result = new AtomicReference<>();

    private BackgroundFeed(Iterable<byte[]> records, double perSecond, JobConfig job) {
        thread = new Thread(() -> run(records, perSecond, job), "feed");
        thread.setDaemon(true);
    }

    static BackgroundFeed start(Iterable<byte[]> records, double perSecond, JobConfig job) {
        BackgroundFeed feed = new BackgroundFeed(records, perSecond, job);
        feed.thread.start();
        return feed;
    }

    private void run(Iterable<byte[]> records, double perSecond, JobConfig job) {
        try (Producer<byte[], byte[]> producer = Feeder.producer(KafkaClients.properties(job))) {
            String topic = JobConfigs.resolved(job).topics().examples();
            Feeder feeder = new Feeder(producer, topic, perSecond, false, (count, bytes) -> sent.set(count));
            result.set(feeder.feed(records));
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    /** Throws what the feeding failed of, if it did. */
    void check() {
        RuntimeException e = failure.get();
        if (e != null) {
            throw e;
        }
    }

    /** Records handed to Kafka so far. */
    long sent() {
        return sent.get();
    }

    /** How the feeding ended; null while it goes on. */
    @Nullable
    FeedResult result() {
        return result.get();
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

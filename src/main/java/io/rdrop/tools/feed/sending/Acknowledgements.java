package io.rdrop.tools.feed.sending;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** What Kafka answered; written by the producer's thread, read by the feeding one. */
final class Acknowledgements {
    private final String topic;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable String> firstRefused = new AtomicReference<>();
    private final AtomicReference<@Nullable FeedException> failure = new AtomicReference<>();

    Acknowledgements(String topic) {
        this.topic = topic;
    }

    /** The answer to the record of a number, 1-based, and a size; no error means that Kafka has it. */
    void on(long number, int valueBytes, @Nullable Exception error) {
        if (error == null) {
            acknowledged.incrementAndGet();
        } else if (error instanceof RecordTooLargeException) {
            refused.incrementAndGet();
            firstRefused.compareAndSet(null, "record " + number + " of " + valueBytes + " bytes");
        } else {
            failure.compareAndSet(null, failed(number, valueBytes, error));
        }
    }

    FeedException failed(long number, int valueBytes, Exception error) {
        return new FeedException(
                "Kafka did not take record " + number + " (" + valueBytes + " bytes) for topic " + topic + ": "
                        + error.getMessage(),
                error);
    }

    /** @throws FeedException the first failure, if there is one */
    void check() {
        FeedException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refused() {
        return refused.get();
    }

    String firstRefused() {
        String first = firstRefused.get();
        return first == null ? "" : first;
    }
}

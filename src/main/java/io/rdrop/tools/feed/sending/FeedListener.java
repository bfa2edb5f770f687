package io.rdrop.tools.feed.sending;

/** Told of progress, on the feeding thread, after every record: be quick. */
@FunctionalInterface
public interface FeedListener {
    /** Listens to nothing. */
    FeedListener NONE = (records, bytes) -> {};

    /**
     * One more record was handed to Kafka.
     *
     * @param records handed to Kafka so far
     * @param bytes their values' bytes so far
     */
    void sent(long records, long bytes);
}

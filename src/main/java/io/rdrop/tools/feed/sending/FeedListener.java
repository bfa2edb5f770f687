package io.rdrop.tools.feed.sending;

/** Told of progress, on the feeding thread, after every record: be quick. */
@FunctionalInterface
public interface FeedListener {
    /** Listens to nothing. */
    FeedListener NONE = (records, bytes) -> {};

    /** One more record was handed to Kafka: so many in all, with so many bytes in their values. */
    void sent(long records, long bytes);
}

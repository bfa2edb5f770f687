package io.rdrop.tools.feed.sending;

/** Kafka did not take a record; the message names it. */
public class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.rdrop.tools.feed.sending;

/**
 * What feeding came to.
 *
 * @param records that Kafka acknowledged
 * @param bytes of the values handed to Kafka
 * @param refused records that the broker found too large ({@code message.max.bytes})
 * @param firstRefused the 1-based number and size of the first of them, for people; empty if there is none
 * @param interrupted whether it was stopped before the end; the thread's interrupt flag is set again then
 */
public record FeedResult(long records, long bytes, long refused, String firstRefused, boolean interrupted) {}

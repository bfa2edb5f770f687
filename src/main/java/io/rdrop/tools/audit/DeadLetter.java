package io.rdrop.tools.audit;

/**
 * What the headers of a dead letter say.
 *
 * @param partition of the rejected record
 * @param offset of the rejected record
 * @param reason the fixed code
 */
public record DeadLetter(int partition, long offset, String reason) {}

package io.rdrop.tools.audit;

/** What the headers of a dead letter say: where the rejected record stands, and the fixed code of the reason. */
public record DeadLetter(int partition, long offset, String reason) {}

package io.rdrop.example;

import io.rdrop.Public;

/**
 * A record that cannot be learned from, on its way to the dead-letter topic.
 *
 * @param record the record with its original bytes
 * @param reason the fixed code
 * @param detail the offending value and its place, for people
 */
@Public
public record Rejection(RawRecord record, RejectionReason reason, String detail) implements Decoded {}

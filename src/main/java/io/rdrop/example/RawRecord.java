package io.rdrop.example;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it was read, before any judgement.
 *
 * @param position where it stands
 * @param value the original bytes; null for a tombstone; not copied
 */
@Public
public record RawRecord(SourcePosition position, byte @Nullable [] value) {}

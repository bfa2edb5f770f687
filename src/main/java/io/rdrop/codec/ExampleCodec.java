package io.rdrop.codec;

import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;

/** A wire format: what a record's bytes mean. Not for use by several threads at once. */
@FunctionalInterface
public interface ExampleCodec {
    /**
     * Decodes one record; never throws, whatever the bytes.
     *
     * @param record as read from Kafka; not modified
     * @return an example, or a rejection with the first fault that counts
     */
    Decoded decode(RawRecord record);
}
